import { isMapping } from '../document/shape.ts'
import { jsonValue, withJsonValues } from './json-key.ts'
import type { FlannelSettings } from './settings.ts'

/** The key of flannel's ConfigMap that holds its network configuration. */
export const NET_CONF = 'net-conf.json'

/** Reads a text as a JSON object, or undefined. */
export function parseNetConf(source: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(source)
    return isMapping(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** flannel's network configuration as settings say, as text; keys that no setting knows (EnableNFTables, Backend.MTU) stay. Undefined for what is no JSON object. */
export function patchNetConf(source: string, settings: FlannelSettings): string | undefined {
  const conf = parseNetConf(source)
  if (!conf) return undefined
  const before = jsonValue(conf, 'Backend')
  const Backend = withJsonValues(isMapping(before) ? before : {}, backendKeys(settings))
  return render(withJsonValues(conf, { Network: settings.network, Backend }))
}

function render(conf: Readonly<Record<string, unknown>>): string | undefined {
  try {
    return `${JSON.stringify(conf, null, 2)}\n`
  } catch {
    // What can be read may still be nested too deep to be written.
    return undefined
  }
}

function backendKeys({ backend, directRouting, vni, port }: FlannelSettings): Readonly<Record<string, unknown>> {
  return {
    Type: backend,
    DirectRouting: backend === 'host-gw' ? undefined : directRouting,
    VNI: backend === 'vxlan' ? vni : undefined,
    Port: backend === 'vxlan' ? port : undefined,
  }
}

import type { Host } from '../../host/host.ts'
import { run } from '../../host/run.ts'
import { hostNamespace } from './driver.ts'
import { jsonRows } from '../../host/json-rows.ts'

/** A device of the machine that Docker runs on. */
export interface HostLink {
  readonly name: string
  /** `bridge`, `veth`, …; empty for hardware. */
  readonly kind: string
  /** Empty when nobody has set one. */
  readonly alias: string
}

interface IpLink {
  readonly ifname: string
  readonly ifalias?: string
  readonly linkinfo?: { readonly info_kind?: string }
}

/**
 * Lists the devices in the host's own network namespace.
 *
 * @throws CommandError when that is not to be entered.
 * @example
 * ```ts
 * (await hostLinks(host)).filter(({ kind }) => kind === 'bridge').map(({ name }) => name) // ['docker0']
 * ```
 */
export async function hostLinks(host: Host): Promise<readonly HostLink[]> {
  const links = jsonRows<IpLink>(await run(host, hostNamespace, ['ip', '-j', '-d', 'link', 'show']), 'ip -j link', [
    'ifname',
  ])
  return links.map(({ ifname, ifalias = '', linkinfo }) => ({
    name: ifname,
    kind: linkinfo?.info_kind ?? '',
    alias: ifalias,
  }))
}

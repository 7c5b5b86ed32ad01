import { familyOf, isCidr, isIp, networkOf } from '@underlay/configs'
import { everything, single } from './addresses.ts'
import type { VirtualRoute } from './place.ts'

/** A route as a line has it: its device may follow from the next hop. */
export type WrittenRoute = Omit<VirtualRoute, 'device'> & { readonly device?: string }

/** The routes that `ip route add|replace` lines of a node make. */
export function execRoutes(exec: readonly (readonly string[])[]): WrittenRoute[] {
  return exec.flatMap((argv): WrittenRoute[] => {
    const [program = '', ...words] = argv
    if (program.split('/').at(-1) !== 'ip') return []
    const [object = '', verb = '', ...rest] = words.filter((word) => !word.startsWith('-'))
    if (!/^ro?u?t?e?$/.test(object) || !['add', 'replace', 'append', 'change'].includes(verb)) return []
    const type = rest[0] === 'blackhole' ? 'blackhole' : undefined
    const written = type ? rest[1] : rest[0]
    const [device, nextHop, source] = ['dev', 'via', 'src'].map((key) => after(rest, key))
    const destination = destinationOf(written ?? '', nextHop)
    if (destination === undefined) return []
    return [
      {
        destination,
        ...(type && { type }),
        ...(device !== undefined && { device }),
        ...(nextHop !== undefined && { nextHop }),
        ...(source !== undefined && { source }),
        decision: { kind: 'route', text: `${written} by the topology's line \`${argv.join(' ')}\`` },
      },
    ]
  })
}

function destinationOf(written: string, nextHop = '0.0.0.0'): string | undefined {
  if (written === 'default' && isIp(nextHop)) return everything(familyOf(nextHop))
  if (isCidr(written)) return networkOf(written)
  return isIp(written) ? single(written) : undefined
}

function after(words: readonly string[], key: string): string | undefined {
  const at = words.indexOf(key)
  return at < 0 ? undefined : words[at + 1]
}

/** A default route. */
export function defaultRoute(nextHop: string, text: string, device?: string): WrittenRoute {
  const destination = everything(familyOf(nextHop))
  return { destination, nextHop, ...(device !== undefined && { device }), decision: { kind: 'route', text } }
}

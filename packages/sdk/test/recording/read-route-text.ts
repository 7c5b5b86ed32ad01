import type { Route } from '../../src/index.ts'

/** A line of `ip route` as the pods' were recorded: `169.254.1.1 dev eth0 scope link`. */
export function readRouteText(line: string): Route {
  const [destination = '', ...words] = line.trim().split(/\s+/)
  const after = (word: string): string | undefined => {
    const index = words.indexOf(word)
    return index < 0 ? undefined : words[index + 1]
  }
  return {
    family: 4,
    type: 'unicast',
    destination,
    device: after('dev'),
    nextHop: after('via'),
    source: after('src'),
    onlink: words.includes('onlink'),
    mtuBytes: undefined,
    protocol: after('proto'),
    metric: undefined,
  }
}

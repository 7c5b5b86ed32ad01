import type { FabricModel } from '@underlay/configs'

/** What of a topology's lines a prediction does not know the meaning of, by the place that runs them. */
export function execNotes({ servers, gateways, hosts }: FabricModel, placeOf: (node: string) => string) {
  const nodes = [...servers, ...gateways, ...hosts]
  return nodes.flatMap(({ name, exec }) =>
    exec
      .filter((argv) => !isUnderstood(argv))
      .map((argv) => ({
        place: placeOf(name),
        note: `${name} runs \`${argv.join(' ')}\`: what it changes is not predicted`,
      })),
  )
}

const understood: Readonly<Record<string, readonly string[]>> = {
  address: ['add', 'replace', 'show'],
  route: ['add', 'replace', 'append', 'change', 'show'],
  link: ['show'],
}

// What may change where packets go, or how large they may be. `sysctl` lines of a place's own are the wiring's affair.
function isUnderstood([program = '', ...words]: readonly string[]): boolean {
  if (program.split('/').at(-1) !== 'ip') return ['sysctl', 'echo', 'true', 'sleep', 'ping'].includes(program)
  const [object = '', verb = 'show', ...rest] = words.filter((word) => !word.startsWith('-'))
  const full = object === '' ? undefined : Object.keys(understood).find((known) => known.startsWith(object))
  if (full === undefined) return false
  if (full === 'link' && verb === 'set')
    return rest.every((word) => word === 'dev' || !['mtu', 'down', 'master'].includes(word))
  return understood[full]?.includes(verb) === true
}

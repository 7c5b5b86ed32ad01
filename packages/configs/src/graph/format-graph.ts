import { oneLine } from './dot-text.ts'
import type { GraphInterface, LabGraph } from './lab-graph.ts'
import { layOut, type LaidPlace } from './layout.ts'

/**
 * A lab as a tree for the terminal: gateways first, then each rack with its nodes, their interfaces and pods.
 *
 * @example
 * ```ts
 * console.log(formatGraph(labGraph(kind, clab, { files })))
 * ```
 */
export function formatGraph(graph: LabGraph): string {
  const { top, racks, loose } = layOut(graph)
  const branches: readonly Branch[] = [
    ...top.map(placeBranch),
    ...racks.map(({ bridge, members, networks }) => ({
      text: [bridge.place.name, bridge.place.label ?? '', ...networks].filter((part) => part !== '').join('  '),
      below: members.map(placeBranch),
    })),
    ...loose.map(placeBranch),
  ]
  return [
    oneLine(graph.name),
    ...branches.flatMap((branch, index) => draw(branch, index === branches.length - 1)),
  ].join('\n')
}

interface Branch {
  readonly text: string
  readonly below: readonly Branch[]
}

function placeBranch({ place, up, inside, down, pods }: LaidPlace): Branch {
  const devices = [...up, ...inside, ...down].flatMap(interfaceText)
  const alias = place.alias === undefined ? '' : ` (${place.alias})`
  return {
    text: [`${place.name}${alias}`, devices.join(', ')].filter((part) => part !== '').join('  '),
    below: pods.map(({ pod }) => ({
      text: [pod.name, ...pod.interfaces.flatMap(interfaceText)].join('  '),
      below: [],
    })),
  }
}

function interfaceText({ name, addresses }: GraphInterface): readonly string[] {
  return addresses.length === 0 ? [] : [`${name} ${addresses.join(' ')}`]
}

function draw({ text, below }: Branch, isLast: boolean): readonly string[] {
  const [knee, trunk] = isLast ? ['└─ ', '   '] : ['├─ ', '│  ']
  const lines = below.flatMap((branch, index) => draw(branch, index === below.length - 1))
  return [`${knee}${oneLine(text)}`, ...lines.map((line) => `${trunk}${line}`)]
}

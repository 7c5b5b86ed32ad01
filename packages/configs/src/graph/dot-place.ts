import { escapeDotLabel } from './dot-text.ts'
import type { GraphInterface, GraphPlace } from './lab-graph.ts'
import type { LaidPlace } from './layout.ts'

// More would make a node larger than the rest of its lab.
const mostPods = 6

// Half transparent: they do on white and on black.
const fills: Readonly<Record<GraphPlace['role'], string>> = {
  outside: '#88888818',
  gateway: '#e8a33d38',
  bridge: '#3aa67638',
  node: '#4a86e82e',
  plain: '#4a86e818',
  pod: '#9b6ade38',
}

/** A place as the table of an HTML-like label; `portOf` names the cell of an interface, where an edge ends. */
export function placeLabel(laid: LaidPlace, portOf: (device: string) => string): string {
  const { place, up, down, inside, pods } = laid
  const rows = [
    interfaceRow(place, up, portOf),
    titleRow(place),
    ...inside.map((each) => interfaceRow(place, [each], portOf)),
    ...pods.slice(0, mostPods).map(({ pod, hostInterface }) => podRow(place, pod, hostInterface)),
    ...(pods.length > mostPods ? [row(small(`and ${pods.length - mostPods} more pods`))] : []),
    interfaceRow(place, down, portOf),
  ]
  const table = `<TABLE BORDER="1" STYLE="ROUNDED" COLOR="#888888" BGCOLOR="${fills[place.role]}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">`
  return `<${table}${rows.join('')}</TABLE>>`
}

function titleRow({ name, alias }: GraphPlace): string {
  const other = alias === undefined ? '' : `<BR/>${small(alias)}`
  return row(`<B>${escapeDotLabel(name)}</B>${other}`)
}

function interfaceRow(
  place: GraphPlace,
  interfaces: readonly GraphInterface[],
  portOf: (device: string) => string,
): string {
  if (interfaces.length === 0) return ''
  const cells = interfaces.map(({ name, addresses }) => {
    const lines = [mono(name, true), ...addresses.map((address) => mono(address))].join('<BR/>')
    const cell = `<TD BORDER="1" STYLE="ROUNDED" COLOR="#88888888" PORT="${portOf(name)}" TITLE="${escapeDotLabel(`${place.name}:${name}`)}">${lines}</TD>`
    return cell
  })
  const table = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="2"><TR>${cells.join('')}</TR></TABLE>`
  return row(table)
}

function podRow(node: GraphPlace, { name, interfaces }: GraphPlace, hostInterface: string | undefined): string {
  const addresses = interfaces.flatMap((each) => each.addresses)
  const first = interfaces[0]?.name ?? 'eth0'
  const veth =
    hostInterface === undefined
      ? ''
      : `<TR><TD TITLE="${escapeDotLabel(`${node.name}:${hostInterface}`)}">${small(hostInterface)}</TD></TR>`
  const lines = [escapeDotLabel(name), ...addresses.map((address) => mono(address))].join('<BR/>')
  const pod = `<TR><TD BORDER="1" STYLE="ROUNDED" COLOR="#88888888" BGCOLOR="${fills.pod}" TITLE="${escapeDotLabel(`${name}:${first}`)}">${lines}</TD></TR>`
  return row(`<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">${veth}${pod}</TABLE>`)
}

function row(content: string): string {
  return `<TR><TD>${content}</TD></TR>`
}

function small(text: string): string {
  return `<FONT POINT-SIZE="9">${escapeDotLabel(text)}</FONT>`
}

function mono(text: string, isName = false): string {
  const shown = isName ? `<B>${escapeDotLabel(text)}</B>` : escapeDotLabel(text)
  return `<FONT POINT-SIZE="10">${shown}</FONT>`
}

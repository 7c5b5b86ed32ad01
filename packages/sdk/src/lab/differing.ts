import { printable } from '@underlay/packet'
import { plain } from './plain.ts'

const mostCharacters = 60

/**
 * Where two documents part, each place with what was there and what is: `nodes[1].labels.rack: "0" → "1"`; of what is
 * missing on one side, `none`. Empty where both are alike.
 */
export function differing(before: object, after: object): readonly string[] {
  const [old, next] = [new Map(leaves(plain(before), '')), new Map(leaves(plain(after), ''))]
  const paths = [...new Set([...old.keys(), ...next.keys()])].filter((path) => old.get(path) !== next.get(path))
  return paths.map((path) => `${path}: ${shown(old.get(path))} → ${shown(next.get(path))}`)
}

/** The same in one line: the first place, and how many more there are. */
export function firstDifference(before: object, after: object): string {
  const [first = '', ...more] = differing(before, after)
  return more.length === 0 ? first : `${first}, and ${more.length} more`
}

function leaves(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return [[path, typeof value === 'string' ? value : JSON.stringify(value)]]
  }
  const isList = Array.isArray(value)
  return Object.entries(value).flatMap(([key, each]) =>
    leaves(each, isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
  )
}

function shown(text = 'none'): string {
  const line = printable(text)
  return line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters)}…`
}

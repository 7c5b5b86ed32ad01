import { UsageError } from '../command/usage-error.ts'

/** What a lab may be drawn as; `text` is a tree for the terminal. */
export const graphFormats = ['text', 'svg', 'dot', 'mermaid', 'json'] as const

export type GraphFormat = (typeof graphFormats)[number]

/** @throws UsageError when two are given. */
export function graphFormat(args: Readonly<Partial<Record<GraphFormat, boolean | undefined>>>): GraphFormat {
  const [first = 'text', second] = graphFormats.filter((format) => args[format] === true)
  if (second !== undefined) throw new UsageError(`--${first} and --${second} are two formats`, 'give one of them')
  return first
}

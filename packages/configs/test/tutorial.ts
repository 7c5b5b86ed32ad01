import { readFileSync } from 'node:fs'

/** A document of the published tutorial, as text. */
export function tutorial(name: 'kind.yaml' | 'clab.yaml' | 'gw0-boot.cfg' | 'workload.yaml'): string {
  return readFileSync(new URL(`fixtures/tutorial/${name}`, import.meta.url), 'utf8')
}

/** A text with replacements, each of which must find its place. */
export function edited(text: string, edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the fixture does not hold '${from}'`)
    return result.replace(from, () => to)
  }, text)
}

import type { LabArgs } from '../lab/lab-args.ts'

/** Words as a shell takes them. */
export function shellWords(words: readonly string[]): string {
  return words.map(quote).join(' ')
}

/** A command to type next, in the lab, or the cluster, that was asked about. */
export function commandLine(words: readonly string[], args: LabArgs): string {
  return `underlay ${shellWords([...words, ...labWords(args)])}`
}

/** A text whose commands at places of a lab say which lab, or cluster, was asked about. */
export function inLab(text: string, args: LabArgs): string {
  const where = labWords(args)
  if (where.length === 0) return text
  // A function: `$` in a name means nothing.
  return text.replaceAll(/(?<=next: underlay exec \S+)(?= -- )/g, () => ` ${shellWords(where)}`)
}

function labWords({ lab, kubeconfig, context }: LabArgs): readonly string[] {
  return Object.entries({ lab, kubeconfig, context }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

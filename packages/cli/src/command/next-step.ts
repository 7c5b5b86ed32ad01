import { shellWords } from './command-line.ts'

/**
 * What to do about an error that does not say it itself: mend the documents and do it again, or have the machine examined;
 * undefined where the error names a command.
 *
 * @param argv the command's name and what was typed behind it.
 */
export function nextStep(error: Error, argv: readonly string[]): string | undefined {
  if (/^ *(?:fix|next): |\bunderlay [a-z]/m.test(error.message)) return undefined
  const files = mistakenFiles(error)
  if (files === undefined)
    return argv[0] === 'doctor' ? undefined : 'next: underlay doctor, which examines this machine'
  const dry = argv[0] === 'up' && !argv.includes('--dry-run') ? ['--dry-run'] : []
  return `fix: mend ${files.join(', ') || 'that'}, then: underlay ${shellWords([...argv, ...dry])}`
}

/** The files of documents with mistakes, none where they were built in code; undefined of any other error. */
function mistakenFiles(error: Error): readonly string[] | undefined {
  if (!('issues' in error) || !Array.isArray(error.issues)) return undefined
  const issues: readonly { readonly file?: unknown; readonly line?: unknown }[] = error.issues
  const own = 'path' in error ? [error.path] : []
  const named = issues.flatMap(({ file, line }) => (file === undefined || line === undefined ? [] : [file]))
  return [...new Set([...own, ...named])].map(String)
}

/**
 * Passes kind's progress on, one line for a step that begins and one for its end: without the spinner's frames, and
 * without the output of failed commands, which belongs to the error.
 *
 * Takes lines without terminal sequences.
 *
 * @example
 * ```ts
 * const read = progressReader((line) => console.error(line))
 * read('⠈⠁ Preparing nodes 📦') // • Preparing nodes 📦
 * read('⠈⠑ Preparing nodes 📦') // says nothing
 * read('✓ Preparing nodes 📦') // ✓ Preparing nodes 📦
 * ```
 * @see https://github.com/kubernetes-sigs/kind/blob/main/pkg/internal/cli/spinner.go
 */
export function progressReader(onProgress: (line: string) => void): (line: string) => void {
  let last = ''
  let failed = false
  return (line) => {
    failed ||= line.startsWith('ERROR:')
    const step = line.replace(/^[\u2800-\u28FF]+ /, '• ').replace(/^(• .*?) *\.\.\.$/, '$1')
    if (failed || step === last) return
    last = step
    onProgress(step)
  }
}

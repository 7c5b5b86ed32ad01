/** Says a line of progress on standard error: standard output is for data. */
export function sayProgress(line: string): void {
  process.stderr.write(`${line}\n`)
}

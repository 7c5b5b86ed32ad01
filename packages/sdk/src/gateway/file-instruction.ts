/** The instruction of `start-daemons.pl` that writes a text, which ends in a line's end. */
export function fileInstruction(path: string, text: string): string {
  return `file ${path} ${text.split('\n').length - 1}\n${text.trimEnd()}`
}

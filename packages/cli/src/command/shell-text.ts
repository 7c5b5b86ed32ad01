import { shellWords } from './command-line.ts'

// What an error of the SDK says to do: the command first, then the call.
const call = /,? or [a-z]\w*\((?:[^()]|\([^()]*\))*\)/gi
const added = /\bunderlay up (--trust|--reconfigure|(?!--kind )--[a-z-]+ [^\s,;)]+)/g

/**
 * The advice of the SDK for who typed a command: without the calls that do the same, and where an option is to be added to
 * `underlay up`, the whole of the command.
 *
 * @param argv the command's name and what was typed behind it.
 * @example
 * shellText('  fix: underlay up --trust, or bringUpLab(lab, { trust: true })', ['up', 'lab.ts']) // '  fix: underlay up lab.ts --trust'
 */
export function shellText(text: string, argv: readonly string[]): string {
  return text.replaceAll(/^ *(?:fix|next): .*$/gm, (line) => inFull(line.replaceAll(call, ''), argv))
}

function inFull(line: string, [name, ...typed]: readonly string[]): string {
  if (name !== 'up') return line
  return line.replaceAll(added, (_, advice: string) => `underlay up ${shellWords(without(typed, advice))} ${advice}`)
}

// An option would stand there twice.
function without(typed: readonly string[], advice: string): readonly string[] {
  const [option = '', value] = advice.split(' ')
  const isIt = (word: string | undefined): boolean => word === option || word?.startsWith(`${option}=`) === true
  return typed.filter((word, index) => !isIt(word) && !(value !== undefined && typed[index - 1] === option))
}

import type { Position } from '../document/position.ts'
import type { Problem } from '../document/yaml.ts'
import type { Token } from './config-boot-tokens.ts'
import { tokenize } from './config-boot-tokens.ts'

/** One statement: its words (`address 10.1.5.1/24`), and the statements inside its braces. */
export interface Statement extends Position {
  readonly words: readonly string[]
  readonly children?: readonly Statement[]
}

const MAX_DEPTH = 32

/** Reads the blocks of a `config.boot`; what does not fit becomes a problem, the rest is still read. */
export function readTree(source: string): {
  readonly statements: readonly Statement[]
  readonly problems: readonly Problem[]
} {
  const { tokens, problems: found } = tokenize(source)
  const problems = [...found]
  const root: Statement[] = []
  const blocks: { readonly opened: Position; readonly children: Statement[] }[] = []
  let words: Token[] = []
  const siblings = (): Statement[] => blocks.at(-1)?.children ?? root
  const finish = (children?: Statement[]): void => {
    const [first] = words
    if (first) {
      const { line, column } = first
      siblings().push({ line, column, words: words.map(({ text }) => text), ...(children && { children }) })
    }
    words = []
  }
  for (const token of tokens) {
    const at = { line: token.line, column: token.column }
    if (token.type === 'word') words.push(token)
    else if (token.type === 'end') finish()
    else if (token.type === 'open') {
      const children: Statement[] = []
      if (words.length === 0)
        problems.push({ ...at, message: '{ opens a block without a name; write the name before it' })
      if (blocks.length >= MAX_DEPTH)
        return {
          statements: root,
          problems: [...problems, { ...at, message: `is nested deeper than ${MAX_DEPTH} blocks` }],
        }
      finish(children)
      blocks.push({ opened: at, children })
    } else {
      finish()
      if (!blocks.pop()) problems.push({ ...at, message: '} closes no block; remove it' })
    }
  }
  finish()
  // After an open quote or comment the rest is missing, not the braces.
  const unclosed = found.length === 0 ? blocks : []
  for (const { opened } of unclosed) problems.push({ ...opened, message: '{ is never closed; add }' })
  return { statements: root, problems }
}

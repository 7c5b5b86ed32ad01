import type { Document, ParsedNode } from 'yaml'
import { Composer, isScalar, LineCounter, visit } from 'yaml'
import { withoutStacks } from '../issue/without-stacks.ts'
import { findNode } from './find-node.ts'
import type { Position, PositionInText, PositionOf } from './position.ts'
import { readTokens } from './yaml-tokens.ts'

/** The largest text that is read, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1024 * 1024

/** What is wrong with a text of more. */
export const tooLarge = `is larger than ${MAX_TEXT_LENGTH} characters; split it, or leave out what the lab does not need`

/** A mistake in the syntax of a text. */
export type Problem = Position & { readonly message: string }

/** One YAML document: its plain value, what is wrong with its syntax, and where everything stands. */
export interface YamlDocument {
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** False when the syntax is so broken that `value` says nothing. */
  readonly readable: boolean
  readonly positionOf: PositionOf
  readonly positionInText: PositionInText
}

// A broken text can have an error at every character.
const MOST_PROBLEMS = 200
const START: Position = { line: 1, column: 1 }
const NOWHERE = { positionOf: () => START, positionInText: () => START }

/** Reads all documents of a YAML text; broken text becomes problems, never a throw. An empty text is one document with the value null. */
export function readYaml(source: string): readonly [YamlDocument, ...YamlDocument[]] {
  if (source.length > MAX_TEXT_LENGTH) return [broken(tooLarge, { line: 1, col: 1 })]
  const lineCounter = new LineCounter()
  const nul = source.indexOf('\0')
  if (nul !== -1) return [broken('holds a NUL character and is no text; save it as UTF-8', placeIn(source, nul))]
  const { tokens, excess } = readTokens(source, lineCounter)
  if (excess) return [broken(excess.message, lineCounter.linePos(excess.offset))]
  // The package's own check for unique keys is quadratic: minutes for a text within the size cap.
  const composer = new Composer({ logLevel: 'silent', prettyErrors: false, uniqueKeys: false })
  const documents = withoutStacks(() => [...composer.compose(tokens, true, source.length)])
  const [first, ...rest] = documents.map((document) => read(document, lineCounter, source))
  return [first ?? { value: null, problems: [], readable: true, ...NOWHERE }, ...rest]
}

function read(document: Document.Parsed<ParsedNode>, lineCounter: LineCounter, source: string): YamlDocument {
  const at = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const syntax = [...document.errors, ...document.warnings].slice(0, MOST_PROBLEMS).map((error) => ({
    ...at(error.pos[0]),
    message: `is not valid YAML: ${error.message.split('\n')[0] ?? error.code}`,
  }))
  const { aliases, duplicates, complex } = forbidden(document, at)
  const readable = syntax.length + aliases.length + complex.length === 0
  const value: unknown = readable ? document.toJS({ maxAliasCount: 0 }) : undefined
  const positionOf: PositionOf = (path, of) => {
    const { offset } = findNode(document.contents, path, of)
    return offset === undefined ? START : at(offset)
  }
  const positionInText: PositionInText = (path, inner) => {
    const { offset, isBlockLiteral } = findNode(document.contents, path)
    if (offset === undefined || !isBlockLiteral) return positionOf(path)
    const content = source
      .slice(offset)
      .split('\n', inner.line + 32)
      .slice(1)
    const indent = content.find((line) => line.trim() !== '')?.search(/\S/) ?? 0
    return { line: at(offset).line + inner.line, column: indent + inner.column }
  }
  return { value, problems: [...syntax, ...aliases, ...complex, ...duplicates], readable, positionOf, positionInText }
}

/** What YAML allows and lab documents do not: aliases (a few lines can grow to gigabytes) and duplicate keys (one of them is lost). */
function forbidden(document: Document.Parsed<ParsedNode>, at: (offset: number) => Position) {
  const aliases: Problem[] = []
  const duplicates: Problem[] = []
  const complex: Problem[] = []
  visit(document, {
    Alias(_, alias) {
      aliases.push({
        ...at(alias.range?.[0] ?? 0),
        message: `alias *${alias.source} is not accepted; write the value out`,
      })
    },
    Map(_, map) {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        // Writing out a key that is a collection itself takes quadratic time.
        if (!isScalar(key)) {
          complex.push({ ...at(rangeStart(key)), message: 'a key must be a name, not a list or a mapping' })
          continue
        }
        const name = String(key.value)
        if (seen.has(name))
          duplicates.push({ ...at(rangeStart(key)), message: `key '${name}' stands twice in this mapping; remove one` })
        seen.add(name)
      }
    },
  })
  return { aliases, duplicates, complex }
}

function rangeStart(key: unknown): number {
  const range = (key as { readonly range?: readonly number[] | null } | null)?.range
  return range?.[0] ?? 0
}

function placeIn(source: string, offset: number): { readonly line: number; readonly col: number } {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, col: (before.at(-1)?.length ?? 0) + 1 }
}

function broken(message: string, { line, col }: { readonly line: number; readonly col: number }): YamlDocument {
  return { value: undefined, problems: [{ line, column: col, message }], readable: false, ...NOWHERE }
}

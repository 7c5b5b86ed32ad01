import { parseSync, Visitor } from 'oxc-parser'

/** One module that a source file asks for. */
export interface Import {
  readonly specifier: string
  /** Line in the file, from 1. */
  readonly line: number
}

/**
 * The modules that a TypeScript file imports, in any way: import and export declarations, types included, `import()`,
 * `require()` and `import('…')` types.
 *
 * @param file - the name, whose extension tells the language
 * @param text - the source
 * @returns the imports in the order of the visit; a computed specifier is given as `(computed)`
 * @throws {SyntaxError} when the source cannot be parsed
 * @see https://oxc.rs/docs/guide/usage/parser.html
 * @example
 * ```ts
 * importsOf('a.ts', "import type { A } from './a.ts'") // [{ specifier: './a.ts', line: 1 }]
 * ```
 */
export function importsOf(file: string, text: string): readonly Import[] {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors.map(({ message }) => message).join('; ')}`)
  const found: Import[] = []
  const add = (source: { readonly type: string; readonly start: number; readonly value?: unknown } | null) => {
    if (source === null) return
    const line = text.slice(0, source.start).split('\n').length
    found.push({ specifier: typeof source.value === 'string' ? source.value : '(computed)', line })
  }
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    TSExternalModuleReference: ({ expression }) => add(expression),
    CallExpression: ({ callee, arguments: [argument] }) => {
      if (callee.type === 'Identifier' && callee.name === 'require') add(argument ?? null)
    },
  }).visit(program)
  return found
}

import { parseSync } from 'oxc-parser'
import type { Cell, Notebook } from '../cells/cell.ts'
import type { NotebookIssue } from '../cells/notebook-error.ts'
import { sourceText } from '../cells/source-text.ts'

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number; readonly end: number }

/**
 * What keeps a cell that throws from being a block of its own: an import or export, or a declaration that another cell
 * uses, as it may not have come to be.
 */
export function throwsMistakes(notebook: Notebook, cell: Cell): readonly NotebookIssue[] {
  const source = sourceText(notebook.text)
  const { program } = parseSync(notebook.path, notebook.text, { sourceType: 'module' })
  const inside = ({ start }: Node) => {
    const { line } = source.position(start)
    return line >= cell.firstLine && line <= cell.lastLine
  }
  const statements = program.body as unknown as readonly Node[]
  const own = statements.filter(inside)
  const used = new Set(statements.filter((statement) => !inside(statement)).flatMap((node) => [...namesIn(node)]))
  return own.flatMap((statement) => {
    const at = source.position(statement.start)
    if (/^(Import|Export)/.test(statement.type)) {
      return [{ ...at, message: 'a cell that throws neither imports nor exports', fix: 'move this to a cell before' }]
    }
    return declaredBy(statement)
      .filter((name) => used.has(name))
      .map((name) => ({
        ...at,
        message: `${name} is declared in a cell that throws, and used in another`,
        fix: 'declare it in a cell of its own before',
      }))
  })
}

function declaredBy(statement: Node): readonly string[] {
  if (statement.type === 'VariableDeclaration') {
    // A var belongs to the module, in a block too.
    if (statement['kind'] === 'var') return []
    const declarations = statement['declarations'] as readonly Node[]
    return declarations.flatMap(({ id }) => [...namesIn(id)])
  }
  if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
    return [...namesIn(statement['id'])]
  }
  return []
}

/** The identifiers in a tree, without the names of properties. */
function* namesIn(node: unknown): Generator<string> {
  if (Array.isArray(node)) {
    for (const each of node) yield* namesIn(each)
    return
  }
  if (!isNode(node)) return
  if (node.type === 'Identifier') yield String(node['name'])
  for (const [key, value] of Object.entries(node)) {
    const property = node['computed'] === false && node['shorthand'] !== true && (key === 'property' || key === 'key')
    if (!property) yield* namesIn(value)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

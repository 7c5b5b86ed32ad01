import { parseSync, Visitor, type Argument, type CallExpression, type Expression } from 'oxc-parser'

/** The titles of the tests in a file that run, and of groups with one: none that is skipped, to be done, or meant to fail. */
export function titlesOf(file: string, text: string): readonly string[] {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors.map(({ message }) => message).join('; ')}`)
  const titles: string[] = []
  // How many titles there were before each group that is open.
  const groups: number[] = []
  new Visitor({
    CallExpression: (call) => {
      const names = namesOf(call.callee)
      if (isGroup(call)) groups.push(titles.length)
      else if (names[0] === 'test' || names[0] === 'it') add(call)
    },
    'CallExpression:exit': (call) => {
      const before = isGroup(call) ? groups.pop() : undefined
      if (before === undefined || titles.length === before) return
      if (isRunning(call)) add(call)
      else titles.length = before
    },
  }).visit(program)
  return titles

  function add(call: CallExpression): void {
    const title = isRunning(call) ? titleOf(call) : undefined
    if (title !== undefined) titles.push(title)
  }
}

function isGroup(call: CallExpression): boolean {
  return namesOf(call.callee)[0] === 'describe' && titleOf(call) !== undefined
}

function isRunning({ callee, arguments: given }: CallExpression): boolean {
  return namesOf(callee).every((name) => running.has(name)) && !given.some(isPutOff)
}

/** Whether options have `skip`, `todo` or `fails`. */
function isPutOff(given: Argument): boolean {
  if (given.type !== 'ObjectExpression') return false
  return given.properties.some(
    (option) => option.type === 'Property' && option.key.type === 'Identifier' && putsOff.has(option.key.name),
  )
}

const putsOff = new Set(['skip', 'todo', 'fails'])

// `test.skip` and the like are all others.
const running = new Set(['test', 'it', 'describe', 'for', 'each', 'concurrent', 'sequential'])

/** `test.for(rows)` is `test`, `for`. */
function namesOf(callee: Expression): readonly string[] {
  if (callee.type === 'Identifier') return [callee.name]
  if (callee.type === 'CallExpression') return namesOf(callee.callee)
  if (callee.type === 'TaggedTemplateExpression') return namesOf(callee.tag)
  if (callee.type !== 'MemberExpression') return ['']
  return [...namesOf(callee.object), callee.property.type === 'Identifier' ? callee.property.name : '']
}

function titleOf({ arguments: [title] }: CallExpression): string | undefined {
  return title?.type === 'Literal' && typeof title.value === 'string' ? title.value : undefined
}

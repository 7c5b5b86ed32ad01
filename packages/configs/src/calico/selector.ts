type Labels = Readonly<Record<string, string>>
type Test = (labels: Labels) => boolean

const TOKEN = /\s*(?:(&&|\|\||==|!=|[!(){},])|'([^']*)'|"([^"]*)"|([A-Za-z0-9_./-]+))/y
const UNREADABLE = Symbol('unreadable')

interface Token {
  readonly kind: 'sign' | 'text' | 'word'
  readonly value: string
}

/**
 * Whether labels fit a selector of Calico's: `all()`, `has(a)`, `a == 'b'`, `a != 'b'`, `a in { 'b', 'c' }`, `a not in { … }`,
 * `a contains 'b'`, `a starts with 'b'`, `a ends with 'b'`, joined by `!`, `&&`, `||` and parentheses; an empty one fits all.
 *
 * @throws TypeError when the selector cannot be read.
 * @example
 * ```ts
 * selects("rack == 'rack0' && !has(edge)", { rack: 'rack0' }) // true
 * ```
 * @see https://docs.tigera.io/calico/latest/reference/resources/ippool#node-selector
 */
export function selects(selector: string, labels: Labels): boolean {
  const test = readSelector(selector)
  if (test === undefined) throw new TypeError(`'${selector}' is no selector`)
  return test(labels)
}

/** What is wrong with a selector, or undefined. */
export function selectorFault(selector: string): string | undefined {
  if (readSelector(selector) !== undefined) return undefined
  return `'${selector.slice(0, 80)}' is no selector of Calico's; write all(), or such as rack == 'rack0' && !has(edge)`
}

function readSelector(source: string): Test | undefined {
  if (source.trim() === '') return () => true
  const tokens = tokensOf(source)
  if (tokens === undefined || tokens.length > 500) return undefined
  const reader = { tokens, next: 0 }
  try {
    const test = readEither(reader)
    return reader.next === tokens.length ? test : undefined
  } catch (error) {
    if (error === UNREADABLE) return undefined
    throw error
  }
}

interface Reader {
  readonly tokens: readonly Token[]
  next: number
}

function readEither(reader: Reader): Test {
  const tests = [readBoth(reader)]
  while (take(reader, '||')) tests.push(readBoth(reader))
  return (labels) => tests.some((test) => test(labels))
}

function readBoth(reader: Reader): Test {
  const tests = [readOne(reader)]
  while (take(reader, '&&')) tests.push(readOne(reader))
  return (labels) => tests.every((test) => test(labels))
}

function readOne(reader: Reader): Test {
  if (take(reader, '!')) {
    const test = readOne(reader)
    return (labels) => !test(labels)
  }
  if (take(reader, '(')) {
    const test = readEither(reader)
    expect(reader, ')')
    return test
  }
  const name = word(reader)
  if (take(reader, '(')) return readCall(reader, name)
  return readComparison(reader, name)
}

function readCall(reader: Reader, name: string): Test {
  if (name === 'has') {
    const label = word(reader)
    expect(reader, ')')
    return (labels) => Object.hasOwn(labels, label)
  }
  expect(reader, ')')
  if (name === 'all' || name === 'global') return () => true
  throw UNREADABLE
}

function readComparison(reader: Reader, name: string): Test {
  const value = (labels: Labels): string | undefined => (Object.hasOwn(labels, name) ? labels[name] : undefined)
  if (take(reader, '==')) return compare(reader, (wanted) => (labels) => value(labels) === wanted)
  if (take(reader, '!=')) return compare(reader, (wanted) => (labels) => value(labels) !== wanted)
  const verb = word(reader)
  if (verb === 'contains') return compare(reader, (part) => (labels) => value(labels)?.includes(part) === true)
  if (verb === 'starts' || verb === 'ends') {
    if (word(reader) !== 'with') throw UNREADABLE
    return compare(reader, (part) => (labels) => {
      const held = value(labels)
      return held !== undefined && (verb === 'starts' ? held.startsWith(part) : held.endsWith(part))
    })
  }
  const isNegated = verb === 'not'
  if ((isNegated ? word(reader) : verb) !== 'in') throw UNREADABLE
  const wanted = readSet(reader)
  return (labels) => {
    const held = value(labels)
    return held === undefined ? isNegated : wanted.has(held) !== isNegated
  }
}

function compare(reader: Reader, make: (text: string) => Test): Test {
  return make(text(reader))
}

function readSet(reader: Reader): ReadonlySet<string> {
  expect(reader, '{')
  const values = new Set<string>()
  while (!take(reader, '}')) {
    values.add(text(reader))
    if (!take(reader, ',')) {
      expect(reader, '}')
      break
    }
  }
  return values
}

function take(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.next]
  if (token?.kind !== 'sign' || token.value !== sign) return false
  reader.next++
  return true
}

function expect(reader: Reader, sign: string): void {
  if (!take(reader, sign)) throw UNREADABLE
}

function word(reader: Reader): string {
  return ofKind(reader, 'word')
}

function text(reader: Reader): string {
  return ofKind(reader, 'text')
}

function ofKind(reader: Reader, kind: Token['kind']): string {
  const token = reader.tokens[reader.next++]
  if (token?.kind !== kind) throw UNREADABLE
  return token.value
}

function tokensOf(source: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (source.slice(TOKEN.lastIndex).trim() !== '') {
    const [, sign, single, double, name] = TOKEN.exec(source) ?? []
    const quoted = single ?? double
    if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted })
    else if (name !== undefined) tokens.push({ kind: 'word', value: name })
    else return undefined
  }
  return tokens
}

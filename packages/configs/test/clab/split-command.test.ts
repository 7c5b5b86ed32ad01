import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitCommand } from '../../src/index.ts'

// The cases of google/shlex, which containerlab uses, and what it does with the rest.
test.for([
  ['ip addr add 10.1.5.10/24 dev net0', ['ip', 'addr', 'add', '10.1.5.10/24', 'dev', 'net0']],
  ['  one \t two\nthree  ', ['one', 'two', 'three']],
  ['one "two three" \'four "five"\' six', ['one', 'two three', 'four "five"', 'six']],
  ['a"b c"d', ['ab cd']],
  ['"" \'\'', ['', '']],
  ['one\\ two "a\\"b" \'a\\b\'', ['one two', 'a"b', 'a\\b']],
  ['one # two', ['one']],
  ['one#two', ['one#two']],
  ['', []],
  ["sh -c 'ip link set net0 up && true'", ['sh', '-c', 'ip link set net0 up && true']],
] as const)('%s', ([line, argv]) => {
  expect(splitCommand(line)).toEqual(argv)
})

test('words in single quotes come back as they were', () => {
  const word = fc.string().filter((text) => !text.includes("'"))
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitCommand(words.map((text) => `'${text}'`).join(' '))).toEqual(words)
    }),
  )
})

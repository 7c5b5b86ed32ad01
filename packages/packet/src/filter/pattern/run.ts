import { isWordByte } from './byte-set.ts'
import type { Assertion } from './node.ts'
import type { Instruction } from './program.ts'

/** Whether the program finds its expression somewhere in the bytes: in one pass, whatever the expression is. */
export function isFound(program: readonly Instruction[], bytes: Uint8Array): boolean {
  // The step at which an instruction was reached last: no instruction is tried twice at one byte.
  const reached = new Int32Array(program.length).fill(-1)
  let current: number[] = []
  let next: number[] = []
  for (let offset = 0; offset <= bytes.length; offset++) {
    if (follow(program, [0], bytes, offset, reached, current)) return true
    const byte = bytes[offset]
    if (byte === undefined) return false
    for (const index of current) {
      const instruction = program[index]
      if (instruction?.type === 'set' && instruction.set[byte] === 1) next.push(index + 1)
    }
    current.length = 0
    if (next.length > 0 && follow(program, next, bytes, offset + 1, reached, current)) return true
    next = []
  }
  return false
}

/** Collects the sets that wait for the byte at `offset`; true when the end of the program is reached. */
function follow(
  program: readonly Instruction[],
  stack: number[],
  bytes: Uint8Array,
  offset: number,
  reached: Int32Array,
  waiting: number[],
): boolean {
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (reached[index] === offset) continue
    reached[index] = offset
    const instruction = program[index]
    switch (instruction?.type) {
      case 'found':
        return true
      case 'set':
        waiting.push(index)
        break
      case 'split':
        stack.push(...instruction.targets)
        break
      case 'assertion':
        if (holds(instruction.assertion, bytes, offset)) stack.push(index + 1)
        break
      case undefined:
        break
    }
  }
  return false
}

function holds(assertion: Assertion, bytes: Uint8Array, offset: number): boolean {
  switch (assertion) {
    case 'start':
      return offset === 0
    case 'very end':
      return offset === bytes.length
    case 'end':
      return offset === bytes.length || (offset === bytes.length - 1 && bytes[offset] === 10)
    case 'line start':
      return offset === 0 || (bytes[offset - 1] === 10 && offset < bytes.length)
    case 'line end':
      return offset === bytes.length || bytes[offset] === 10
    case 'word edge':
      return isWordByte(bytes[offset - 1]) !== isWordByte(bytes[offset])
    case 'no word edge':
      return isWordByte(bytes[offset - 1]) === isWordByte(bytes[offset])
  }
}

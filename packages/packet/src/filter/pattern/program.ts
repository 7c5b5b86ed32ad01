import type { Assertion, PatternNode } from './node.ts'
import { PatternProblem } from './pattern-problem.ts'

/** A step of a program that tries all ways through a regular expression at once. */
export type Instruction =
  | { readonly type: 'set'; readonly set: Uint8Array }
  | { readonly type: 'assertion'; readonly assertion: Assertion }
  | { readonly type: 'split'; readonly targets: readonly number[] }
  | { readonly type: 'found' }

/** Every byte of a text may meet every instruction: this bounds the time. */
const maximumInstructions = 500

/**
 * Turns a regular expression into a program; repetitions are written out.
 *
 * @throws PatternProblem when that is too long.
 * @see https://swtch.com/~rsc/regexp/regexp2.html
 */
export function createProgram(node: PatternNode): readonly Instruction[] {
  const program: Instruction[] = []
  emit(program, node)
  push(program, { type: 'found' })
  return program
}

function push(program: Instruction[], instruction: Instruction): void {
  if (program.length >= maximumInstructions) {
    throw new PatternProblem(`a regular expression has at most ${maximumInstructions} steps, repetitions written out`)
  }
  program.push(instruction)
}

function emit(program: Instruction[], node: PatternNode): void {
  switch (node.type) {
    case 'set':
    case 'assertion':
      return push(program, node)
    case 'sequence':
      for (const each of node.nodes) emit(program, each)
      return
    case 'choice':
      return emitChoice(program, node.nodes)
    case 'repeat': {
      const { minimum, maximum } = node
      for (let count = 0; count < minimum; count++) {
        const before = program.length
        emit(program, node.node)
        // Nothing repeated is nothing; without this `((){999}){999}` would take as long as it says.
        if (program.length === before) break
      }
      if (maximum === Infinity) return emitLoop(program, node.node)
      for (let count = minimum; count < maximum; count++) emitOptional(program, node.node)
    }
  }
}

function emitChoice(program: Instruction[], nodes: readonly PatternNode[]): void {
  const [first, ...rest] = nodes
  if (first === undefined) return
  if (rest.length === 0) return emit(program, first)
  const split = program.length
  push(program, { type: 'split', targets: [] })
  emit(program, first)
  const jump = program.length
  push(program, { type: 'split', targets: [] })
  program[split] = { type: 'split', targets: [split + 1, program.length] }
  emitChoice(program, rest)
  program[jump] = { type: 'split', targets: [program.length] }
}

function emitLoop(program: Instruction[], node: PatternNode): void {
  const split = program.length
  push(program, { type: 'split', targets: [] })
  emit(program, node)
  push(program, { type: 'split', targets: [split] })
  program[split] = { type: 'split', targets: [split + 1, program.length] }
}

function emitOptional(program: Instruction[], node: PatternNode): void {
  const split = program.length
  push(program, { type: 'split', targets: [] })
  emit(program, node)
  program[split] = { type: 'split', targets: [split + 1, program.length] }
}

import { TopologyError } from '../src/index.ts'

/** The lines of the TopologyError that an action throws; any other error passes through, and none is an error too. */
export function refusal(action: () => unknown): readonly string[] {
  try {
    action()
  } catch (error) {
    if (error instanceof TopologyError) return error.message.split('\n')
    throw error
  }
  throw new Error('nothing was refused')
}

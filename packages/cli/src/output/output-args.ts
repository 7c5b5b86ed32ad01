import type { ArgsDef } from 'citty'
import { UsageError } from '../command/usage-error.ts'

/** How a command that shows data may be asked to write it. */
export const outputArgs = {
  output: {
    type: 'enum',
    alias: 'o',
    options: ['table', 'wide', 'json', 'yaml'],
    description: 'how to write it, default table; wide has more columns',
  },
  json: { type: 'boolean', description: 'the same as -o json' },
} as const satisfies ArgsDef

/** How data is written. */
export type OutputFormat = 'table' | 'wide' | 'json' | 'yaml'

/** @throws UsageError when `--json` and another `-o` are given. */
export function outputFormat(args: {
  readonly output?: OutputFormat | undefined
  readonly json?: boolean | undefined
}): OutputFormat {
  const { output, json = false } = args
  if (json && output !== undefined && output !== 'json') {
    throw new UsageError(`--json and -o ${output} are two formats`, 'give one of them')
  }
  return json ? 'json' : (output ?? 'table')
}

import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { labArgs } from '../lab/lab-args.ts'

/** Ends a lab and everything in it. */
export const down = command({
  name: 'down',
  description: 'Ends a lab and everything in it; captures stay.',
  args: {
    name: { type: 'positional', required: false, description: 'which; default the only one that there is' },
    lab: { ...labArgs.lab, description: 'the same' },
    all: { type: 'boolean', description: 'every lab of this user' },
    engine: labArgs.engine,
  },
  insteadOfLab: ['name', 'all'],
  examples: ['underlay down', 'underlay down calico-ipip-crosssubnet', 'underlay down --all'],
  run: async ({ name, lab = name, all = false, engine, _: names }, { signal }) => {
    const named = new Set([...names, ...(lab === undefined ? [] : [lab])])
    if (named.size > 1) {
      throw new UsageError(
        `one lab is ended, not ${named.size}: ${[...named].join(', ')}`,
        'one after another, or --all',
      )
    }
    if (all && lab !== undefined) throw new UsageError('--all is every lab', `underlay down ${lab}, or --all alone`)
    // Slow to load: help and mistakes come before.
    const { down: run } = await import('../up/down.ts')
    return run({ all, ...(lab !== undefined && { lab }), ...(engine !== undefined && { engine }) }, signal)
  },
})

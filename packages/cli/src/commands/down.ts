import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'

/** Ends a lab and everything in it. */
export const down = command({
  name: 'down',
  description: 'Ends a lab and everything in it; captures stay.',
  args: {
    lab: { type: 'positional', required: false, description: 'which; default the only one that there is' },
    all: { type: 'boolean', description: 'every lab of this user' },
    engine: { type: 'enum', options: ['auto', 'kind', 'netns'], description: 'which engine has the lab; default any' },
  },
  examples: ['underlay down', 'underlay down calico-ipip-crosssubnet', 'underlay down --all'],
  run: async ({ lab, all = false, engine, _: labs }, { signal }) => {
    if (labs.length > 1) throw new UsageError(`one lab is ended, not ${labs.length}`, 'one after another, or --all')
    if (all && lab !== undefined) throw new UsageError('--all is every lab', `underlay down ${lab}, or --all alone`)
    // Slow to load: help and mistakes come before.
    const { down: run } = await import('../up/down.ts')
    return run({ all, ...(lab !== undefined && { lab }), ...(engine !== undefined && { engine }) }, signal)
  },
})

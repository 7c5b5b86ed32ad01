import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { scripts, shells } from '../completion/scripts.ts'

/** Prints what a shell loads to complete command lines. */
export const completion = command({
  name: 'completion',
  description: 'Prints what bash, zsh or fish load to complete commands, options, labs, places and interfaces.',
  args: { shell: { type: 'positional', description: `one of ${shells.join(', ')}` } },
  choices: { shell: shells },
  examples: [
    'source <(underlay completion bash)',
    'source <(underlay completion zsh)',
    'underlay completion fish | source',
  ],
  run: async ({ shell }) => {
    const known = shells.find((each) => each === shell)
    if (known === undefined) throw new UsageError(`there is no completion for ${shell}`, `one of ${shells.join(', ')}`)
    process.stdout.write(scripts[known])
    return 0
  },
})

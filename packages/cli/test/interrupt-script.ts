import { setTimeout as pause } from 'node:timers/promises'
import { command } from '../src/command/command.ts'
import { runCli } from '../src/command/run-cli.ts'

/** Clears for longer than a process is let live after its command, and leaves something that would keep it. */
const make = command({
  name: 'make',
  description: 'Makes something until it is interrupted, and clears it.',
  args: {},
  examples: ['underlay make'],
  run: async (_, { signal }) => {
    setTimeout(() => {}, 60_000)
    process.stderr.write('making\n')
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve)
    })
    await pause(2500)
    process.stderr.write('cleared\n')
    throw new Error('interrupted')
  },
})

process.exitCode = await runCli([make], ['make'])

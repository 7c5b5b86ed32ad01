import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'

/** Makes a lab of one's own, with a test, in a new folder. */
export const init = command({
  name: 'init',
  description: 'Makes a lab of your own, with a vitest test, in a new folder.',
  args: {
    folder: { type: 'positional', required: true, description: 'where to make it: new, or empty' },
    name: { type: 'string', valueHint: 'lab', description: "the lab's name; default the folder's" },
  },
  examples: ['underlay init my-lab', 'underlay init labs/first --name two-racks', 'underlay init .'],
  run: async ({ folder, name, _: folders }) => {
    if (folders.length > 1) throw new UsageError(`one folder is made, not ${folders.length}`, `underlay init ${folder}`)
    // Slow to load: help and mistakes come before.
    const { initLab } = await import('../init/init-lab.ts')
    return initLab(folder, { name })
  },
})

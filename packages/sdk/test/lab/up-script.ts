// A process that brings a persistent lab up, and says each step: `node up-script.ts NAME`. It waits in the last one.
import { bringUpLab, presets } from '../../src/index.ts'

const lab = presets['flannel-vxlan'].define({ name: process.argv[2] ?? '' })
await bringUpLab(lab, {
  engine: 'netns',
  host: 'local',
  lifetime: 'persistent',
  runSteps: async (steps) => {
    for (const { name, run } of steps) {
      await run(() => {})
      process.stdout.write(`${name}\n`)
    }
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  },
})

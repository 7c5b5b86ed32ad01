import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { labArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'

/** Opens a shell at a place of a lab. */
export const shell = command({
  name: 'shell',
  description: "Opens bash at a place of a lab, on this terminal, until it is left; its programs are the lab's.",
  args: {
    place: { type: 'positional', required: true, description: 'a node, pod/NAME, a gateway, a bridge, outside' },
    ...labArgs,
  },
  examples: ['underlay shell worker2', 'underlay shell pod/app-worker2 --lab two-racks', 'underlay shell gw0'],
  run: async ({ place, _: places, ...args }, { rest, signal }) => {
    if (rest !== undefined || places.length > 1) {
      const argv = rest ?? places.slice(1)
      throw new UsageError('a shell runs no command', `underlay exec ${place} -- ${argv.join(' ') || 'ip route'}`)
    }
    await using cluster = await openLab(args, signal)
    // Slow to load: help and mistakes come before.
    const sdk = await import('@underlay/sdk')
    return await sdk.shell(await sdk.findEndpoint(cluster, place), { signal })
  },
})

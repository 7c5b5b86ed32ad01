import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { labArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'

// A shell's, and ours.
const notFound = 127

// As Docker and kubectl have it.
const inputHint = 'leave it out: standard input is passed on; -t alone is for programs that need a terminal'

/** Runs a program at a place of a lab. */
export const exec = command({
  name: 'exec',
  description: "Runs a program at a place of a lab; the exit code is the program's.",
  args: {
    place: { type: 'positional', required: true, description: 'a node, pod/NAME, a gateway, a bridge, outside' },
    tty: { type: 'boolean', alias: 't', description: 'on this terminal: for programs that draw on it, or ask' },
    ...labArgs,
  },
  habits: { i: inputHint, interactive: inputHint },
  behind: '-- COMMAND...',
  examples: [
    'underlay exec worker2 -- ip route',
    'underlay exec pod/app-worker2 -- ss -tln',
    "underlay exec gw0 -- sh -c 'ip -j addr | wc -c'",
    'underlay exec -t worker -- bash',
    'underlay exec worker -- tcpdump -U -w - -i net0 | wireshark -k -i -',
  ],
  run: async ({ place, _: places, tty = false, ...args }, { rest = [], signal }) => {
    const [, second] = places
    if (second !== undefined)
      throw new UsageError(`what to run stands behind --`, `underlay exec ${place} -- ${second}`)
    if (rest.length === 0) throw new UsageError('what is to run?', `underlay exec ${place} -- ip route`)
    await using cluster = await openLab(args, signal)
    // Slow to load: help and mistakes come before.
    const sdk = await import('@underlay/sdk')
    const endpoint = await sdk.findEndpoint(cluster, place)
    const code = tty
      ? await sdk.shell(endpoint, { argv: rest, signal })
      : await sdk.exec(endpoint, rest, { stdin: process.stdin, signal })
    if (code === notFound) {
      process.stderr.write(`  fix: one of the lab's programs: underlay exec ${place} -- ls /usr/bin /usr/sbin\n`)
    }
    return code
  },
})

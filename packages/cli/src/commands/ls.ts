import { command } from '../command/command.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'
import { describeAge } from '../records/describe-age.ts'

/** Lists the labs of this machine. */
export const ls = command({
  name: 'ls',
  description: 'Lists your labs on this machine, on both engines, stale ones with the reason.',
  args: outputArgs,
  examples: ['underlay ls', 'underlay ls -o wide', 'underlay ls --json'],
  run: async (args) => {
    const format = outputFormat(args)
    // Slow to load.
    const [{ listLabs }, { writeRows }] = await Promise.all([
      import('@underlay/sdk'),
      import('../output/write-output.ts'),
    ])
    const labs = await listLabs()
    const now = Date.now()
    if (labs.length === 0 && (format === 'table' || format === 'wide')) {
      process.stderr.write('no lab is here\n  next: underlay up\n')
      return 0
    }
    await writeRows(labs, format, [
      { head: 'name', of: ({ name }) => name },
      { head: 'engine', of: ({ engine }) => engine },
      { head: 'host', of: ({ host }) => host },
      { head: 'state', of: ({ state }) => state },
      { head: 'lifetime', of: ({ lifetime }) => lifetime },
      { head: 'age', of: ({ startedMs }) => describeAge(now - startedMs) },
      { head: 'owner', of: ({ owner }) => owner.user, wide: true },
      { head: 'pid', of: ({ owner }) => owner.pid, wide: true },
      { head: 'owns', of: ({ owns }) => owns.join(', '), wide: true },
      { head: 'reason', of: ({ reason }) => reason },
    ])
    const stale = labs.filter(({ state }) => state === 'stale')
    if (stale.some(({ garbage }) => garbage)) process.stderr.write('underlay gc removes what dead labs left\n')
    for (const { name, unknown, silent, repairable } of stale) {
      if (unknown)
        process.stderr.write(`whether ${name} runs, only Docker can say; underlay doctor looks why it does not\n`)
      if (silent) process.stderr.write(`  next: underlay down ${name}, which ends it\n`)
      if (repairable) process.stderr.write(`underlay up repairs ${name}, underlay down ${name} removes it\n`)
    }
    return 0
  },
})

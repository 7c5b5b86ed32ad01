import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'

/** Examines whether this machine can carry labs. */
export const doctor = command({
  name: 'doctor',
  description:
    'Examines whether this machine can carry labs, by sending packets and starting programs. Exits with 0 when the engine asked for can be used (without one: any), 1 when something stops it, 2 when no engine can be used.',
  args: {
    engine: { type: 'enum', options: ['auto', 'kind', 'netns'], description: 'the engine that is to be used' },
    host: {
      type: 'enum',
      options: ['auto', 'local', 'microvm', 'docker'],
      description: 'the host of the netns engine that is to be used',
    },
    nodes: { type: 'string', valueHint: 'number', description: 'nodes that a kind cluster is to have, default 4' },
    microvm: { type: 'boolean', description: 'boot the microVM too, and send the packets there as well: 5 to 10 s' },
    fix: { type: 'boolean', description: 'repair what is safe: load modules of the kernel that are there' },
    sysctls: { type: 'boolean', description: 'with --fix: raise inotify limits too, until the machine starts anew' },
    'dry-run': { type: 'boolean', description: 'with --fix: say what would be done, and do nothing' },
    ...outputArgs,
  },
  examples: [
    'underlay doctor',
    'underlay doctor --engine kind --nodes 12',
    'underlay doctor --microvm',
    'sudo underlay doctor --fix --dry-run',
    'underlay doctor --json | jq \'.findings[] | select(.status == "problem")\'',
  ],
  run: async (args, { signal }) => {
    const {
      engine = 'auto',
      host = 'auto',
      microvm = false,
      fix = false,
      sysctls = false,
      'dry-run': dryRun = false,
    } = args
    const format = outputFormat(args)
    const nodes = nodesOf(args.nodes)
    if (!fix && (sysctls || dryRun)) {
      throw new UsageError(`${sysctls ? '--sysctls' : '--dry-run'} says how to repair`, 'add --fix')
    }
    // Slow to load: help and mistakes come before.
    const { examine, outlook, repairFindings } = await import('@underlay/sdk')
    const { formatFindings, formatRepair } = await import('../doctor/format-findings.ts')
    const { writeData } = await import('../output/write-output.ts')
    const question = { engine, host }
    const look = () => examine({ ...question, nodes, microvm, signal })
    let findings = await look()
    const repairs = fix ? await repairFindings(findings, { sysctls, dryRun }) : []
    for (const each of repairs) process.stderr.write(`${formatRepair(each)}\n`)
    if (fix && repairs.length === 0) process.stderr.write('nothing to repair\n')
    if (repairs.some(({ outcome }) => outcome === 'done')) findings = await look()
    const found = outlook(findings, question)
    const data = { findings, ...found, ...(fix && { repairs }) }
    await writeData(data, format, (wide) => formatFindings(findings, found, wide))
    if (found.usable) return 0
    return found.engines.length === 0 ? 2 : 1
  },
})

function nodesOf(text: string | undefined): number {
  const nodes = Number(text ?? 4)
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= 1000) return nodes
  throw new UsageError(`--nodes ${text} is no number of nodes`, 'a whole number from 1 to 1000')
}

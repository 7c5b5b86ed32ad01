import { command } from '../command/command.ts'
import { inLab } from '../command/command-line.ts'
import { shellText } from '../command/shell-text.ts'
import { UsageError } from '../command/usage-error.ts'
import { accessArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'
import { writeData } from '../output/write-output.ts'
import { verdictCodes } from '../verify/verdict-codes.ts'

/** Shows how everything between all nodes is carried. */
export const matrix = command({
  name: 'matrix',
  description:
    'Shows how everything between all pairs is carried, from one capture, and holds it against the documents. ' +
    'Exit code 0: all as predicted. 1: a pair is not, or is carried asymmetrically. 2: a pair was not seen.',
  args: {
    ends: { type: 'positional', required: false, description: 'pods, one of each node, the default; or nodes' },
    family: { type: 'enum', options: ['4', '6'], description: 'which addresses; default the first' },
    'allow-asymmetry': { type: 'boolean', description: 'two directions may differ where the documents ask for it' },
    ...accessArgs,
    ...outputArgs,
  },
  examples: [
    'underlay matrix',
    'underlay matrix nodes -o json',
    'underlay matrix --family 6',
    'underlay matrix --context staging',
  ],
  run: async (
    { ends = 'pods', _: typed, family, 'allow-asymmetry': allowAsymmetry = false, 'dry-run': dryRun, ...args },
    { signal, argv },
  ) => {
    if (ends !== 'pods' && ends !== 'nodes') throw new UsageError(`${ends} are no ends of a matrix`, 'pods or nodes')
    if (typed.length > 1) throw new UsageError('a matrix has ends of one kind', `underlay matrix ${ends}`)
    const format = outputFormat(args)
    if (dryRun === true) {
      const { printAccess } = await import('../lab/print-access.ts')
      return printAccess('matrix', args)
    }
    await using cluster = await openLab(args, signal)
    // Slow to load: help and mistakes come before.
    const { formatMatrix, nodes, untilAborted } = await import('@underlay/sdk')
    const { explainedMatrix } = await import('../matrix/explained-matrix.ts')
    const look = async () =>
      explainedMatrix(cluster, {
        allowAsymmetry,
        ...(ends === 'nodes' && { between: await nodes(cluster) }),
        ...(family !== undefined && { family: family === '6' ? 6 : 4 }),
      })
    const found = await untilAborted(look, signal)
    const [, ...details] = found.message.split('\n')
    await writeData(found, format, () => {
      const text = [formatMatrix(found), ...details].join('\n')
      return inLab(shellText(text, argv), args)
    })
    return verdictCodes[found.outcome]
  },
})

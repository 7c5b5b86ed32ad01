import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { accessArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import { prepareFile } from '../output/output-file.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'
import { layerNames } from '../verify/layer-names.ts'
import { verdictCodes } from '../verify/verdict-codes.ts'

/** Runs the whole evidence suite on a lab, or on a cluster that exists. */
export const verify = command({
  name: 'verify',
  description:
    'Verifies a whole lab: of all pairs of nodes and of pods reach, path, encapsulation, routes and MTU, and BGP and the CNI’s addresses. ' +
    'Exit code 0: all that was judged passes. 1: something fails. 2: nothing fails, and something is inconclusive, or there is nothing to judge.',
  args: {
    ...accessArgs,
    only: {
      type: 'string',
      valueHint: 'layers',
      description: `some of ${layerNames.join(',')}; default all`,
    },
    all: {
      type: 'boolean',
      description: 'every pair; default of more than 8 nodes some pairs, of more than 16 some nodes',
    },
    junit: {
      type: 'string',
      valueHint: 'file|-',
      description: 'JUnit XML for CI systems; - is standard output, without the table',
    },
    ...outputArgs,
  },
  choices: { only: layerNames },
  examples: [
    'underlay verify',
    'underlay verify -l two-racks --only reach,mtu -o wide',
    'underlay verify --junit verify.xml',
    'underlay verify --kubeconfig ~/.kube/config --context staging --only reach,encapsulation,route,mtu',
    'underlay verify --context staging --dry-run | kubectl apply -f -',
  ],
  run: async ({ only, all = false, junit, 'dry-run': dryRun = false, ...args }, { signal }) => {
    const format = outputFormat(args)
    if (junit === '-' && format !== 'table')
      throw new UsageError(
        `--junit - and -o ${format} both write on standard output`,
        `--junit verify.xml -o ${format}`,
      )
    if (dryRun) {
      const { printAccess } = await import('../lab/print-access.ts')
      return printAccess('verify', args)
    }
    // Slow to load: help and mistakes come before.
    const { layersIn } = await import('../verify/layers-in.ts')
    const layers = only === undefined ? undefined : layersIn(only)
    const { writeVerification } = await import('../verify/write-verification.ts')
    if (junit !== undefined && junit !== '-') await prepareFile(junit)
    const { untilAborted, verifyLab } = await import('@underlay/sdk')
    await using cluster = await openLab(args, signal)
    const how = { everything: all, ...(layers && { layers }) }
    const verification = await untilAborted(() => verifyLab(cluster, how), signal)
    await writeVerification(verification, { format, junit, args })
    return verdictCodes[verification.outcome]
  },
})

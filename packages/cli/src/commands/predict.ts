import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { labArgs } from '../lab/lab-args.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'
import { writeData } from '../output/write-output.ts'
import { trafficArgs, trafficOf } from '../path/traffic.ts'
import { cniChoices, documentArgs } from '../up/document-args.ts'

/** Says what a packet will meet, without sending one. */
export const predict = command({
  name: 'predict',
  description:
    'Says from the documents what a packet meets at every interface, there and back; nothing is sent. ' +
    'Exit code 0: it is answered. 1: it is lost, or too large. 2: no document says it.',
  args: {
    from: { type: 'positional', required: true, description: 'a node, pod/NAME, a gateway' },
    to: { type: 'positional', required: true, description: 'the same, an address, or a Service as NAMESPACE/NAME' },
    ...trafficArgs,
    of: {
      type: 'string',
      valueHint: 'lab',
      description: 'in place of a lab that runs: a preset, or a file whose default export is a lab',
    },
    ...documentArgs,
    ...labArgs,
    ...outputArgs,
  },
  choices: cniChoices,
  insteadOfLab: ['of', 'kind', 'clab', 'workload'],
  examples: [
    'underlay predict pod/app-worker pod/app-worker2',
    'underlay predict worker worker2 --size 1500',
    'underlay predict pod/app-worker pod/app-worker2 --of calico-ipip-always',
    'underlay predict worker worker2 --kind kind.yaml --clab lab.clab.yaml',
    'underlay predict pod/app-worker default/app --protocol tcp --port 8080 -o json',
  ],
  run: async ({ from, to, _: places, ...args }, { signal }) => {
    if (places.length > 2) throw new UsageError('from one place to one other', `underlay predict ${from} ${to}`)
    const format = outputFormat(args)
    const { traffic, packetBytes, ...options } = trafficOf(args)
    // Slow to load: help and mistakes come before.
    const { formatPrediction, untilAborted } = await import('@underlay/sdk')
    const { foretell } = await import('../path/foretell.ts')
    const { judgePrediction } = await import('../path/judge-prediction.ts')
    const prediction = await untilAborted(() => foretell({ from, to }, { traffic, options, signal }, args), signal)
    const { arrives, text } = judgePrediction(prediction, packetBytes)
    await writeData({ ...prediction, arrives, text }, format, () => `${formatPrediction(prediction)}\n\n${text}`)
    return arrives ? 0 : 1
  },
})

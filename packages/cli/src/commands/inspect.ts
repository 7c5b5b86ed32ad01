import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { subjects } from '../inspect/subjects.ts'
import { labArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'

/** Shows what a running lab is made of, and what its kernels say. */
export const inspect = command({
  name: 'inspect',
  description: 'Shows a running lab, or its nodes, pods, interfaces, routes, BGP sessions.',
  args: {
    what: { type: 'positional', required: false, description: `${subjects.join(', ')}; default all at a glance` },
    place: { type: 'positional', required: false, description: 'only these places: worker2 pod/app-worker2 gw0' },
    namespace: { type: 'string', alias: 'n', valueHint: 'name', description: 'pods of this namespace only' },
    ...labArgs,
    ...outputArgs,
  },
  several: 'place',
  choices: { what: subjects },
  examples: [
    'underlay inspect',
    'underlay inspect routes worker2',
    'underlay inspect interfaces worker2 pod/app-worker2 -o wide',
    'underlay inspect nodes -o json | jq -r .[].internalIp',
    'underlay inspect pods -n kube-system --kubeconfig ~/.kube/config --context staging',
  ],
  run: async ({ _: [what, ...places], namespace, ...args }, { signal }) => {
    // kubectl takes both as well.
    const subject = subjects.find((each) => each === what || each === `${what}s`)
    if (what !== undefined && subject === undefined) {
      throw new UsageError(`there is no ${what} to inspect`, `one of ${subjects.join(', ')}; then places`)
    }
    if (namespace !== undefined && subject !== 'pods') {
      throw new UsageError('--namespace is one of pods', `underlay inspect pods --namespace ${namespace}`)
    }
    const format = outputFormat(args)
    await using cluster = await openLab(args, signal)
    // Slow to load: help and mistakes come before.
    const { inspectCluster } = await import('../inspect/inspect-cluster.ts')
    const { untilAborted } = await import('@underlay/sdk')
    await untilAborted(() => inspectCluster(cluster, { subject, places, namespace, format }), signal)
    return 0
  },
})

import { familyOf, type Cluster, type PredictedWay } from '../../src/index.ts'
import { tryRun } from '../../src/host/run.ts'

/** In what the kernels of the places of a way choose other routes than predicted; empty when in nothing. */
export async function routeDifferences(cluster: Cluster, { hops }: PredictedWay): Promise<string[]> {
  const all = hops.map(async ({ place, route }): Promise<string[]> => {
    if (route === undefined) return []
    const { destination, source, inputDevice } = route.question
    const iif = inputDevice === undefined ? [] : ['iif', inputDevice]
    const argv = ['ip', `-${familyOf(destination)}`, '-j', 'route', 'get', destination, 'from', source, ...iif]
    const { stdout, stderr } = await tryRun(cluster.internals, place, argv)
    if (stderr !== '') return [`${place}: ${argv.join(' ')}: ${stderr.trim()}`]
    const [{ dev = '', gateway } = {}] = JSON.parse(stdout) as { readonly dev?: string; readonly gateway?: string }[]
    const [expected, actual] = [`${route.device} ${route.nextHop ?? ''}`, `${dev} ${gateway ?? ''}`]
    return expected === actual
      ? []
      : [`${place}: ${expected.trim()} is predicted, and the kernel says ${actual.trim()}`]
  })
  return (await Promise.all(all)).flat()
}

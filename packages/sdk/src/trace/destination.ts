import { isIp, type IpFamily } from '@underlay/configs'
import type { PathPrediction } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { addressOf } from '../traffic/address-of.ts'

/** The address to send to: the one that the prediction is of, of a Service its own. */
export async function destinationOf(
  to: Endpoint | string,
  {
    prediction,
    cluster,
    family,
  }: {
    readonly prediction: PathPrediction | undefined
    readonly cluster: Cluster
    readonly family: IpFamily | undefined
  },
): Promise<string> {
  const first = prediction?.paths[0]?.forward.hops[0]
  const inner = first?.headers.findLast(({ name }) => name === 'ip' || name === 'ipv6')
  const predicted = inner?.fields[`${inner.name}.dst`]
  if (typeof predicted === 'string') return predicted
  if (typeof to !== 'string' || isIp(to)) return addressOf(to, family)
  const services = await cluster.internals.services()
  const service = services.find(({ namespace, name }) => `${namespace}/${name}` === to)
  return service?.clusterIps[0] ?? addressOf(to, family)
}

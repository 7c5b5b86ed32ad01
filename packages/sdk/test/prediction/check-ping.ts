import { expect } from 'vitest'
import { capture, pathTaps, ping, predictPath, type Cluster, type Endpoint, type IpFamily } from '../../src/index.ts'
import { headerDifferences, type PickPacket } from './header-differences.ts'
import { routeDifferences } from './route-differences.ts'

/** Pings, captures at all taps of the prediction, and expects each packet to have the headers that are predicted there. */
export async function checkPing(from: Endpoint, to: Endpoint | string, family?: IpFamily) {
  const cluster: Cluster = from.cluster
  const options = family === undefined ? {} : { family }
  const prediction = await predictPath(cluster, from, to, { protocol: 'icmp' }, options)
  const [path] = prediction.paths
  if (path === undefined) throw new Error('no path')
  const cap = await capture(cluster, pathTaps(prediction), () => ping(from, to, { count: 1, ...options }))
  const marked = Buffer.from(cap.result.mark)
  const of =
    (types: readonly number[]): PickPacket =>
    ({ bytes }, layers) =>
      Buffer.from(bytes).includes(marked) &&
      layers.some(({ fields }) => {
        const known = fields as Readonly<Record<string, unknown>>
        return types.includes(Number(known['icmp.type'] ?? known['icmpv6.type'] ?? -1))
      })
  expect(cap.result.received).toBe(path.reverse.lost === undefined && path.forward.lost === undefined ? 1 : 0)
  expect(headerDifferences(path.forward, cap, of([8, 128]))).toEqual([])
  expect(headerDifferences(path.reverse, cap, of([0, 129]))).toEqual([])
  expect(await routeDifferences(cluster, path.forward)).toEqual([])
  expect(await routeDifferences(cluster, path.reverse)).toEqual([])
  return { prediction, path, capture: cap }
}

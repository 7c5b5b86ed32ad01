import { expect } from 'vitest'
import { capture, isIpv6, pathTaps, predictPath, type Endpoint, type PathTraffic } from '../../src/index.ts'
import { ask } from '../lab/ask.ts'
import { headerDifferences, type PickPacket } from './header-differences.ts'
import { routeDifferences } from './route-differences.ts'

const ofSyn =
  (answer: boolean): PickPacket =>
  (_, layers) =>
    layers.some(({ fields }) => {
      const known = fields as Readonly<Record<string, unknown>>
      return known['tcp.flags.syn'] === true && known['tcp.flags.ack'] === answer
    })

/** Connects to a port, and expects the packets to be as predicted for the endpoint that answers. */
export async function checkGet(from: Endpoint, to: Endpoint | string, port: number, address?: string) {
  const traffic: PathTraffic = { protocol: 'tcp', port }
  const prediction = await predictPath(from.cluster, from, to, traffic)
  const goal = address ?? (typeof to === 'string' ? to : to.address)
  const taps = pathTaps(prediction)
  const cap = await capture(from.cluster, taps, () => ask(from, goal, port), { filter: isIpv6(goal) ? 'ip6' : 'ip' })
  const all = prediction.paths.map((path) => ({
    path,
    differences: [
      ...headerDifferences(path.forward, cap, ofSyn(false)),
      ...headerDifferences(path.reverse, cap, ofSyn(true)),
    ],
  }))
  const closest = all.toSorted((a, b) => a.differences.length - b.differences.length)[0]
  expect(closest?.differences).toEqual([])
  expect([closest?.path.forward.lost, closest?.path.reverse.lost]).toEqual([undefined, undefined])
  const ways = closest === undefined ? [] : [closest.path.forward, closest.path.reverse]
  expect((await Promise.all(ways.map((way) => routeDifferences(from.cluster, way)))).flat()).toEqual([])
  return { prediction, path: closest?.path, answer: cap.result }
}

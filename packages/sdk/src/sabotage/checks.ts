import type { Verdict } from '@underlay/evidence'
import { capture } from '../capture/capture.ts'
import { assertMtu } from '../reach/assert-mtu.ts'
import { assertReachable } from '../reach/assert-reachable.ts'
import { assertPath } from '../trace/assert-path.ts'
import { ping } from '../traffic/ping.ts'
import { assertEncap } from '../verdict/assert-encap.ts'
import { sitePods, type FaultSite } from './site.ts'

/** Whom the pod of a fault's node speaks to: the pod of the node in its rack, or of the one beyond the gateway. */
export type Peer = 'near' | 'far'

// What is lost is lost: nobody waits for it longer than a slow machine needs.
const timeoutMs = 500

/** `assertEncap`: plain inside the rack, in the lab's tunnel across. */
export async function encapCheck(site: FaultSite, to: Peer, taps: readonly string[]): Promise<Verdict> {
  const { from, [to]: peer } = await sitePods(site)
  const sent = await capture(site.cluster, taps, () => ping(from, peer), { name: 'sabotage' })
  const expect = to === 'near' ? 'none' : (site.cni.tunnel?.encapsulation ?? 'none')
  return assertEncap(sent, { from, to: peer, expect, mark: sent.result.mark })
}

export async function reachableCheck(site: FaultSite, to: Peer): Promise<Verdict> {
  const { from, [to]: peer } = await sitePods(site)
  return assertReachable(site.cluster, from, peer, { timeoutMs })
}

export async function mtuCheck(site: FaultSite, to: Peer): Promise<Verdict> {
  const { from, [to]: peer } = await sitePods(site)
  return assertMtu(site.cluster, from, peer, { timeoutMs })
}

export async function pathCheck(site: FaultSite, to: Peer): Promise<Verdict> {
  const { from, [to]: peer } = await sitePods(site)
  return assertPath(site.cluster, from, peer, { timeoutMs })
}

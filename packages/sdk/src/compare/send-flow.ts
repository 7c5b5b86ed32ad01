import { capture } from '../capture/capture.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { httpGet } from '../traffic/http-get.ts'
import { ping } from '../traffic/ping.ts'
import { readPackets } from './read-packets.ts'
import type { FlowSnapshot } from './snapshot.ts'

/** A flow that is sent while a lab is observed: three pings, and a GET of `/`. */
export interface FlowRequest {
  readonly from: Endpoint
  readonly to: Endpoint
  /** `place:interface`, as for `capture`. */
  readonly taps: readonly string[]
  /** The TCP port of the GET, default 80. */
  readonly port?: number
}

/** Sends a flow, and keeps what each tap saw of it. */
export async function sendFlow(cluster: Cluster, { from, to, taps, port = 80 }: FlowRequest): Promise<FlowSnapshot> {
  const host = to.address.includes(':') ? `[${to.address}]` : to.address
  const cap = await capture(cluster, taps, async () => {
    await ping(from, to)
    await httpGet(from, `http://${host}:${port}/`)
  })
  return { from: from.place, to: to.place, taps: readPackets(cap, { from: from.address, to: to.address }) }
}

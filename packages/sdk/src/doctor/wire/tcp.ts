import type { Judgement } from '../finding.ts'
import { fetchOnce, type Fetched } from './fetch-once.ts'
import { probeNetwork, type ProbePlace } from './network.ts'
import type { WireProbe } from './wire-probe.ts'

/** What came of TCP over a router, with the devices' checksum offload and without. */
export interface TcpSaid {
  readonly offloaded: Fetched
  readonly plain: Fetched
}

const sizeBytes = 256 * 1024

/**
 * Sends by TCP over veth cables and a router, as the kernel makes them and with transmit checksum offload off, as a lab's
 * cables are: where something on the way does not know of offload, TCP dies and ping lives.
 */
export const tcpProbe: WireProbe<TcpSaid> = {
  name: 'tcp',
  network: merge(networkOf('tcp', false), networkOf('tcp-plain', true)),
  act: async (host, waitMs) => {
    const fetch = (name: string): Promise<Fetched> =>
      fetchOnce(host, { server: `${name}-b`, client: `${name}-a`, address: '198.51.100.1', sizeBytes, waitMs })
    const [offloaded, plain] = await Promise.all([fetch('tcp'), fetch('tcp-plain')])
    return { offloaded, plain }
  },
  judge: judgeTcp,
}

export function judgeTcp({ offloaded, plain }: TcpSaid): Judgement {
  const kib = `${sizeBytes / 1024} KiB`
  const arrived = ({ arrivedBytes }: Fetched): boolean => arrivedBytes === sizeBytes
  if (arrived(offloaded) && arrived(plain)) {
    return { status: 'ok', detail: `${kib} arrived over veth and a router, with checksum offload and without` }
  }
  if (arrived(plain)) {
    const detail = `TCP dies where checksum offload is on (${offloaded.said}); a lab's cables have it off, and carry ${kib}`
    return { status: 'warning', detail, fix: 'ethtool -K DEVICE tx off, at cables that you make yourself' }
  }
  const others = arrived(offloaded) ? ', and does with it' : ''
  return { status: 'problem', detail: `TCP does not pass veth without checksum offload${others}: ${plain.said}` }
}

function networkOf(name: string, plain: boolean) {
  const place = (side: string, addresses: Readonly<Record<string, string>>, instruction: string): ProbePlace => {
    const off = plain ? Object.keys(addresses).map((device) => `tx-off ${device}`) : []
    return { name: `${name}-${side}`, addresses, instructions: [instruction, ...off] }
  }
  return probeNetwork(
    [
      place('a', { net0: '192.0.2.1/24' }, 'ip route replace default via 192.0.2.254'),
      place('r', { net0: '192.0.2.254/24', net1: '198.51.100.254/24' }, 'sysctl net/ipv4/ip_forward 1'),
      place('b', { net0: '198.51.100.1/24' }, 'ip route replace default via 198.51.100.254'),
    ],
    [{ ends: [`${name}-a:net0`, `${name}-r:net0`] }, { ends: [`${name}-r:net1`, `${name}-b:net0`] }],
  )
}

function merge(one: WireProbe['network'], other: WireProbe['network']): WireProbe['network'] {
  return one.map((plans, stage) => [...plans, ...(other[stage] ?? [])])
}

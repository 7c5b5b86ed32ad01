import { tryRun } from '../../host/run.ts'
import { problem, type Judgement } from '../finding.ts'
import { probeNetwork } from './network.ts'
import type { WireProbe } from './wire-probe.ts'

/** What was said when an echo was sent through a tunnel. */
export interface TunnelSaid {
  readonly ping: string
  /** `/proc/net/snmp` of the far end afterwards. */
  readonly counters: string
}

/**
 * A probe that sends an echo through a tunnel of two devices; the inner addresses have no other way.
 *
 * @param type what `ip link add NAME type` is given, with LOCAL and REMOTE for the outer addresses.
 */
export function tunnelProbe(name: string, protocol: string, type: string): WireProbe<TunnelSaid> {
  const place = (side: 'a' | 'b', own: number, other: number) => ({
    name: `${name}-${side}`,
    addresses: { net0: `192.0.2.${own}/24` },
    instructions: [
      `ip link add tun0 type ${type.replace('LOCAL', `192.0.2.${own}`).replace('REMOTE', `192.0.2.${other}`)}`,
      'ip link set tun0 up',
      `ip addr add 198.51.100.${own}/30 dev tun0`,
    ],
  })
  return {
    name,
    network: probeNetwork([place('a', 1, 2), place('b', 2, 1)], [{ ends: [`${name}-a:net0`, `${name}-b:net0`] }]),
    act: async (host, waitMs) => {
      const { stdout, stderr } = await tryRun(host, `${name}-a`, [
        'ping',
        '-n',
        '-c',
        '1',
        '-W',
        String(waitMs / 1000),
        '198.51.100.2',
      ])
      const { stdout: counters } = await tryRun(host, `${name}-b`, ['cat', '/proc/net/snmp'])
      return { ping: stdout + stderr, counters }
    },
    judge: (said) => judgeTunnel(protocol, said),
  }
}

/** An echo that the far end's kernel counted came out of the tunnel: its addresses have no other way. */
export function judgeTunnel(protocol: string, { ping, counters }: TunnelSaid): Judgement {
  const echoes = echoesOf(counters)
  const rtt = /time=([\d.]+) ms/.exec(ping)?.[1]
  if (echoes === undefined) return problem(`the far end's counters cannot be read: ${counters.trim().slice(0, 200)}`)
  if (echoes === 0) return problem(`a packet in ${protocol} was sent, and never came out of the tunnel`)
  if (rtt === undefined) return problem(`a packet in ${protocol} came out of the tunnel, and its answer did not`)
  return { status: 'ok', detail: `a packet in ${protocol} came out of the tunnel, and was answered (${rtt} ms)` }
}

function echoesOf(counters: string): number | undefined {
  const [names = [], values = []] = [...counters.matchAll(/^Icmp: (.*)$/gm)].map(([, words = '']) => words.split(' '))
  const at = names.indexOf('InEchos')
  return at === -1 ? undefined : Number(values[at])
}

import { tryRun } from '../../host/run.ts'
import { problem, type Judgement } from '../finding.ts'
import { probeNetwork } from './network.ts'
import type { WireProbe } from './wire-probe.ts'

/** What ping said of a packet as large as the path carries, and twice of one byte more. */
export interface MtuSaid {
  readonly fits: string
  readonly tooLarge: string
}

const pathMtuBytes = 1400
const headerBytes = 28

/**
 * Sends "don't fragment" packets over a router whose second cable carries less: one at the limit passes; one above makes
 * the router say so, and the next is refused by the sender's own kernel (EMSGSIZE).
 *
 * @see https://www.rfc-editor.org/rfc/rfc1191
 */
export const mtuProbe: WireProbe<MtuSaid> = {
  name: 'mtu',
  network: probeNetwork(
    [
      {
        name: 'mtu-a',
        addresses: { net0: '192.0.2.1/24' },
        instructions: ['ip route replace default via 192.0.2.254'],
      },
      {
        name: 'mtu-r',
        addresses: { net0: '192.0.2.254/24', net1: '198.51.100.254/24' },
        instructions: ['sysctl net/ipv4/ip_forward 1'],
      },
      {
        name: 'mtu-b',
        addresses: { net0: '198.51.100.1/24' },
        instructions: ['ip route replace default via 198.51.100.254'],
      },
    ],
    [{ ends: ['mtu-a:net0', 'mtu-r:net0'] }, { ends: ['mtu-r:net1', 'mtu-b:net0'], mtuBytes: pathMtuBytes }],
  ),
  act: async (host, waitMs) => {
    const send = async (bytes: number, count: number): Promise<string> => {
      const size = ['-M', 'do', '-s', String(bytes - headerBytes)]
      const argv = [
        'ping',
        '-n',
        '-c',
        String(count),
        '-i',
        '0.01',
        '-W',
        String(waitMs / 1000),
        ...size,
        '198.51.100.1',
      ]
      const { stdout, stderr } = await tryRun(host, 'mtu-a', argv)
      return stdout + stderr
    }
    return { fits: await send(pathMtuBytes, 1), tooLarge: await send(pathMtuBytes + 1, 2) }
  },
  judge: judgeMtu,
}

export function judgeMtu({ fits, tooLarge }: MtuSaid): Judgement {
  const above = `${pathMtuBytes + 1} bytes with "don't fragment"`
  if (!/ 1 received/.test(fits)) {
    return problem(`a packet of ${pathMtuBytes} bytes, as many as the path carries, was not answered`)
  }
  if (/ [1-9]\d* received/.test(tooLarge)) return problem(`${above} passed a cable that carries ${pathMtuBytes}`)
  if (!new RegExp(`Frag needed and DF set \\(mtu = ${pathMtuBytes}\\)`).test(tooLarge)) {
    return problem(`${above} vanished: the router's "fragmentation needed" did not come`)
  }
  if (!/message too long/i.test(tooLarge)) {
    return problem(`the router refused ${above}, and the sender's kernel sent the next one all the same`)
  }
  return {
    status: 'ok',
    detail: `${pathMtuBytes} bytes pass; one more is refused by the router, then by the sender (EMSGSIZE)`,
  }
}

import { compareAddresses } from '@underlay/configs'
import { parseBirdSessions } from '../bgp/parse-bird.ts'
import { parseFrrSessions } from '../bgp/parse-frr.ts'
import type { BgpSession } from '../bgp/session.ts'
import type { Access } from '../engine/engine.ts'
import { run } from '../host/run.ts'
import { birdSocket } from './plan-bird.ts'
import { frrFolder } from './plan-frr.ts'
import { routerOf, type PlannedGateway } from './plan-gateway.ts'

/**
 * The BGP sessions of a lab's gateways, by neighbour, whatever runs there; none on the kind engine, whose gateways are
 * containers with software of their own.
 *
 * @throws CommandError when a gateway's daemons do not answer.
 */
export async function gatewayBgpSessions(access: Pick<Access, 'engine' | 'model' | 'spawn'>): Promise<BgpSession[]> {
  if (access.engine !== 'netns') return []
  const speakers = (access.model().fabric?.gateways ?? []).filter(({ gateway }) => gateway.bgp !== undefined)
  return (await Promise.all(speakers.map((gateway) => sessionsOf(access, gateway)))).flat()
}

async function sessionsOf(access: Pick<Access, 'spawn'>, gateway: PlannedGateway): Promise<BgpSession[]> {
  const { name } = gateway
  if (routerOf(gateway) === 'frr') {
    const argv = ['vtysh', '--vty_socket', frrFolder(name), '-c', 'show bgp summary json']
    return parseFrrSessions(name, await run(access, name, argv))
  }
  const argv = ['birdc', '-s', birdSocket(name), 'show', 'protocols', 'all']
  return parseBirdSessions(name, await run(access, name, argv))
    .map((session) => ({ ...session, name: session.neighbor, state: session.state.split(' ')[0] ?? '' }))
    .toSorted((a, b) => compareAddresses(a.neighbor, b.neighbor))
}

import { compareAddresses } from '@underlay/configs'
import { parseBirdSessions } from '../bgp/parse-bird.ts'
import { parseFrrSessions } from '../bgp/parse-frr.ts'
import { askBird } from '../bgp/ask-bird.ts'
import { notRunning, type BgpSession } from '../bgp/session.ts'
import { CommandError } from '../errors.ts'
import type { Access } from '../engine/engine.ts'
import { tryRun } from '../host/run.ts'
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

// vtysh speaks with each daemon by itself.
const noFrr = /failed to connect to any daemons|bgpd is not running/

async function sessionsOf(access: Pick<Access, 'spawn'>, gateway: PlannedGateway): Promise<BgpSession[]> {
  const { name } = gateway
  if (routerOf(gateway) === 'frr') {
    const argv = ['vtysh', '--vty_socket', frrFolder(name), '-c', 'show bgp summary json']
    const result = await tryRun(access, name, argv)
    if (noFrr.test(`${result.stdout}\n${result.stderr}`)) return [notRunning(name, 'FRR')]
    if (result.exitCode !== 0) throw new CommandError({ where: name, argv, ...result })
    return parseFrrSessions(name, result.stdout)
  }
  const said = await askBird(access, name, birdSocket(name))
  if (said === undefined) return [notRunning(name, 'BIRD')]
  return parseBirdSessions(name, said)
    .map((session) => ({ ...session, name: session.neighbor, state: session.state.split(' ')[0] ?? '' }))
    .toSorted((a, b) => compareAddresses(a.neighbor, b.neighbor))
}

import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { run } from '../../../src/host/run.ts'
import { findSupervisor } from '../../../src/host/supervisor/start.ts'
import { processesOf, treeOf } from '../leftovers.ts'

/**
 * What a lab is made of: its processes by their commands, and the devices, addresses, routes, permanent neighbours and
 * tunnels' forwarding entries, and rules of each place; other entries have hardware addresses that are random.
 */
export async function wholeLab(lab: string): Promise<readonly string[]> {
  const supervisor = processesOf(lab).find(({ command }) => command.includes('supervisor/main'))
  const commands = treeOf(supervisor?.pid ?? 0).map(({ command }) => command.replaceAll(/\d+/g, 'N'))
  const connection = await findSupervisor(lab)
  if (connection === undefined) throw new Error('the lab is gone')
  const script = `for path in /run/netns/*; do place=\${path##*/}; echo "# $place"
    ip -n $place -br link | while read device rest; do echo "device \${device%@*}"; done
    ip -n $place -o addr show scope global | while read index device rest; do echo "$device $rest"; done
    ip -n $place route; ip -n $place neigh show nud permanent; bridge -n $place fdb show | grep 'dst .* permanent'
    nsenter --net=$path nft list ruleset; done`
  const said = await run(connection, '', ['sh', '-c', script])
  connection.close()
  // The chain of an endpoint that is gone stays, empty.
  const places = said.replaceAll(/^\tchain \S+ \{\n\t\}\n/gm, '').split('# ')
  const network = places.map((place) => place.split('\n').filter(Boolean).toSorted().join('\n'))
  return [...commands.toSorted(), ...network.toSorted()]
}

/** The same twice in a row: what is about to end does not belong to it. */
export async function restingLab(lab: string): Promise<readonly string[]> {
  for (let seen = await wholeLab(lab); ;) {
    await wait(200)
    const again = await wholeLab(lab)
    if (isDeepStrictEqual(again, seen)) return seen
    seen = again
  }
}

/** How a program is told the socket of a daemon; `$place` is the name of a network namespace. */
interface DaemonClient {
  readonly option: string
  readonly socket: string
  /** What on its command line names another one, as a pattern of the shell. */
  readonly chosen: string
}

const bird: DaemonClient = { option: '-s', socket: '/run/bird/$place.ctl', chosen: '-s*|-l' }
const clients: Readonly<Record<string, DaemonClient>> = {
  birdc: bird,
  birdcl: bird,
  vtysh: { option: '--vty_socket', socket: '/run/frr/$place', chosen: '--vty_socket*|-N*|--pathspace*' },
}

/** This file decides what a root contains. */
export const ownSocketFile = import.meta.filename

/** Where the programs themselves are that have an {@link ownSocketScript} in their place. */
export const clientFolder = '/usr/lib/underlay'

/**
 * A script in place of a program that speaks to a daemon of the node where it is started: all places of a lab have one
 * `/run`, and whoever types `birdc show protocols` at a node means that node's. `undefined` for other programs.
 */
export function ownSocketScript(program: string): string | undefined {
  const client = clients[program]
  if (client === undefined) return undefined
  return `#!/bin/sh
for word; do case $word in ${client.chosen}) exec ${clientFolder}/${program} "$@" ;; esac; done
for file in /run/netns/*; do
  place=\${file##*/}
  [ "$file" -ef /proc/self/ns/net ] && exec ${clientFolder}/${program} ${client.option} "${client.socket}" "$@"
done
exec ${clientFolder}/${program} "$@"
`
}

import type { FrrConfigs } from '@underlay/configs'
import { fileInstruction } from './file-instruction.ts'

/** The folder of a gateway's FRR: configurations, sockets, log. `vtysh --vty_socket` takes it. */
export function frrFolder(gateway: string): string {
  return `/run/frr/${gateway}`
}

/**
 * The instructions that start FRR's daemons: zebra before those that it serves, each with its sockets in the gateway's
 * folder, so that several gateways run side by side.
 *
 * @see https://docs.frrouting.org/en/stable-8.4/basic.html#common-invocation-options
 */
export function planFrr(gateway: string, configs: FrrConfigs): readonly string[] {
  const folder = frrFolder(gateway)
  const log = `${folder}/frr.log`
  const daemons = Object.entries(configs).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const options = [
    '-d',
    // FRR has an account of its own on Debian; here nobody else is to be kept out.
    '-u root -g root',
    `--vty_socket ${folder} -z ${folder}/zserv.api`,
    '-A 127.0.0.1 -P 0',
    `--log file:${log}`,
  ].join(' ')
  return [
    `folder ${folder}`,
    ...daemons.map(([name, config]) => fileInstruction(`${folder}/${name}.conf`, config)),
    ...daemons.map(([name]) => {
      const pid = `${folder}/${name}.pid`
      return `daemon ${pid} ${name} ${options} -i ${pid} -f ${folder}/${name}.conf`
    }),
    `accepted ${log}`,
  ]
}

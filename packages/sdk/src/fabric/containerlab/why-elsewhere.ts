import { readFile, readlink } from 'node:fs/promises'
import type { Host } from '../../host/host.ts'
import { run } from '../../host/run.ts'

/**
 * Why containerlab, started here, would not see the bridges that the lab's helper makes on the machine of the Docker
 * Engine: it runs on another kernel, or in another network namespace than that machine's own. `undefined` when it sees
 * them.
 *
 * @param host the helper, which sees all processes of the Docker Engine's machine.
 * @throws CommandError when the helper cannot look.
 */
export async function whyElsewhere(host: Host): Promise<string | undefined> {
  const bootId = '/proc/sys/kernel/random/boot_id'
  const [here, there] = await Promise.all([readFile(bootId, 'utf8'), run(host, '', ['cat', bootId])])
  if (here.trim() !== there.trim()) return 'Docker runs on another machine, and containerlab wires only its own'
  const [own, engines] = await Promise.all([
    readlink('/proc/self/ns/net'),
    run(host, '', ['readlink', '/proc/1/ns/net']),
  ])
  if (own === engines.trim()) return undefined
  return "containerlab would run in another network namespace than that of Docker's machine, where the bridges are"
}

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { EngineError } from '../../errors.ts'
import { unpackedRoots } from '../guest-root/debian.ts'
import { requireProgram } from '../guest-root/programs.ts'
import { awaitAgent, type Machine } from '../machine.ts'
import { isolation } from './isolation.ts'
import { rootFolder } from './root-folder.ts'

const startTimeoutMs = 10_000

// A lab runs the lines of others: the creator's tokens, agents and settings are none of theirs.
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }

/**
 * Starts a lab's agent as process 1 of namespaces of its own on this machine's kernel: as root, or in a user namespace.
 * It ends with this process, kill -9 included, and with it everything of the lab: the kernel sees to it.
 *
 * @param signal ends it, also when it runs.
 * @throws ToolMissingError when a program or an unpacked package is missing.
 * @throws EngineError when this user may not make namespaces here.
 */
export async function startLocal(lab: string, signal?: AbortSignal): Promise<Machine> {
  const { accelerator, unshare } = isolation(process.getuid?.() ?? 0)
  const folder = await rootFolder(unpackedRoots())
  const argv = ['--pdeathsig', 'KILL', requireProgram('unshare'), ...unshare, '--']
  const program = [requireProgram('perl'), join(import.meta.dirname, 'enter-root.pl'), folder, lab]
  const child = spawn(requireProgram('setpriv'), [...argv, ...program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
    ...(signal && { signal, killSignal: 'SIGKILL' }),
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const machine = await awaitAgent(child, {
    kind: 'local',
    accelerator,
    name: `the lab in ${accelerator} of this machine`,
    program: 'its agent',
    deadlineMs: startTimeoutMs,
    said: () => said,
  })
  if (machine instanceof EngineError) throw new EngineError(machine.message, "host: 'microvm' (UNDERLAY_HOST=microvm)")
  return machine
}

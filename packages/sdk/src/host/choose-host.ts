import { release } from 'node:os'
import type { KernelNeed } from '@underlay/configs'
import { dockerInfo } from '../docker/info.ts'
import { LabError, ToolMissingError } from '../errors.ts'
import { lackError } from './features.ts'
import { unpackedDebian } from './guest-root/debian.ts'
import { requireProgram } from './guest-root/programs.ts'
import { probeLocal } from './local/probe.ts'

/**
 * What carries a lab of the netns engine; `auto` takes the local kernel when it can make all that the lab needs, else
 * the microVM, and Docker where neither is possible.
 */
export type HostName = 'auto' | HostChoice

/**
 * `local` is this machine's own kernel, as root or in user namespaces; `microvm` one in QEMU; `docker` that of Docker's
 * machine, in one privileged container without a network.
 */
export type HostChoice = 'local' | 'microvm' | 'docker'

const names: readonly HostName[] = ['auto', 'local', 'microvm', 'docker']

const answerTimeoutMs = 10_000

/**
 * The host that was asked for: the option, else `UNDERLAY_HOST`, else `auto`.
 *
 * @throws LabError when there is no such host.
 */
export function hostAsked(option: string | undefined): HostName {
  const wanted = option ?? (process.env.UNDERLAY_HOST || 'auto')
  const known = names.find((name) => name === wanted)
  if (known === undefined) throw new LabError(`there is no host ${wanted}`, `one of ${names.join(', ')}`)
  return known
}

/**
 * The host to start a lab on; what `auto` chose, and why, is said.
 *
 * @param needs what the lab's kernel must be able to make; tried, never guessed.
 * @throws LabError when the local kernel was asked for and lacks something, before anything is made; when a host that needs
 * Linux was asked for elsewhere.
 * @throws ToolMissingError when a microVM was asked for, and this machine has not all of it.
 * @throws EngineError when nothing but Docker is left, and it cannot be reached.
 */
export async function chooseHost(
  asked: HostName,
  needs: readonly KernelNeed[],
  say: (line: string) => void,
  platform: NodeJS.Platform = process.platform,
): Promise<HostChoice> {
  if (asked === 'docker') return asked
  // A microVM's root is made of the machine's own programs.
  if (platform !== 'linux') {
    const why = `this machine has no Linux kernel (${platform})`
    if (asked !== 'auto') throw new LabError(`no host ${asked}: ${why}`, "host: 'docker' (UNDERLAY_HOST=docker)")
    return takeDocker(why, say)
  }
  const missing = microvmMissing()
  if (asked === 'microvm') {
    if (missing !== undefined) throw missing
    return asked
  }
  const lacks = await probeLocal(needs)
  if (asked === 'local') {
    if (lacks.length > 0) throw lackError({ kind: 'local', kernel: release() }, lacks)
    return 'local'
  }
  if (lacks.length === 0) {
    say(`host local: Linux ${release()} makes all that the lab needs (UNDERLAY_HOST=microvm for the other)`)
    return 'local'
  }
  const why = `Linux ${release()} of this machine cannot make ${lacks.map(({ need }) => need).join(', ')}`
  // What is missing can be installed: that is told where Docker is no way out.
  if (missing !== undefined) {
    return takeDocker(`${why}, and ${missing.tool} is not there for a microVM`, say).catch(() => {
      throw missing
    })
  }
  say(`host microvm: ${why}`)
  return 'microvm'
}

async function takeDocker(why: string, say: (line: string) => void): Promise<HostChoice> {
  const { serverVersion } = await dockerInfo({ timeoutMs: answerTimeoutMs })
  say(`host docker: ${why}; Docker ${serverVersion} answers`)
  return 'docker'
}

/** What is not there that a microVM needs; `undefined` when all is. */
export function microvmMissing(): ToolMissingError | undefined {
  try {
    requireProgram('qemu-system-x86_64')
    unpackedDebian()
    return undefined
  } catch (error) {
    if (error instanceof ToolMissingError) return error
    throw error
  }
}

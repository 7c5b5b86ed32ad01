import { release } from 'node:os'
import type { KernelNeed } from '@underlay/configs'
import { LabError } from '../errors.ts'
import { lackError } from './features.ts'
import { probeLocal } from './local/probe.ts'

/** What carries a lab of the netns engine; `auto` takes the local kernel when it can make all that the lab needs. */
export type HostName = 'auto' | HostChoice

/** `local` is this machine's own kernel, as root or in user namespaces; `microvm` one in QEMU. */
export type HostChoice = 'local' | 'microvm'

const names: readonly HostName[] = ['auto', 'local', 'microvm']

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
 * @throws LabError when the local kernel was asked for and lacks something, before anything is made.
 */
export async function chooseHost(
  asked: HostName,
  needs: readonly KernelNeed[],
  say: (line: string) => void,
): Promise<HostChoice> {
  if (asked === 'microvm') return 'microvm'
  const lacks = await probeLocal(needs)
  if (asked === 'local') {
    if (lacks.length > 0) throw lackError({ kind: 'local', kernel: release() }, lacks)
    return 'local'
  }
  if (lacks.length === 0) {
    say(`host local: Linux ${release()} makes all that the lab needs (UNDERLAY_HOST=microvm for the other)`)
    return 'local'
  }
  say(`host microvm: Linux ${release()} of this machine cannot make ${lacks.map(({ need }) => need).join(', ')}`)
  return 'microvm'
}

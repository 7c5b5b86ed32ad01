import { LabError } from '../errors.ts'

/** What carries a lab of the netns engine. */
export type HostName = 'auto' | HostChoice

/** `local` is this machine's own kernel, as root or in user namespaces. */
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

/** The host to start a lab on. */
export async function chooseHost(asked: HostName): Promise<HostChoice> {
  return asked === 'auto' ? 'microvm' : asked
}

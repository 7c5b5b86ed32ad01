import { suggest } from '@underlay/configs'
import type { Access } from '../engine/engine.ts'
import { LabError, UnknownNameError } from '../errors.ts'
import { run } from '../host/run.ts'
import { jsonRows } from '../host/json-rows.ts'

/** A place and one of its interfaces, as in `worker2:net0`, `gw0:eth1`, `pod/app-worker2:eth0`. */
export interface Tap {
  readonly place: string
  readonly device: string
}

/**
 * Takes `place:interface` apart.
 *
 * @throws LabError when it is not of that form.
 */
export function parseTap(text: string): Tap {
  const match = /^([^:\s]+):([^:\s/]{1,15})$/.exec(text)
  const [, place, device] = match ?? []
  if (place === undefined || device === undefined) {
    throw new LabError(`${JSON.stringify(text)} names no tap`, 'node:interface, as in worker2:net0')
  }
  return { place, device }
}

/** The error for a tap on an interface that the place does not have. */
export async function noSuchInterface(access: Access, { place, device }: Tap): Promise<UnknownNameError> {
  const listed = jsonRows<{ ifname: string }>(await run(access, place, ['ip', '-j', 'link']), 'ip -j link', ['ifname'])
  const known = listed.map(({ ifname }) => ifname)
  const nearest = suggest(device, known)
  return new UnknownNameError(
    `${place} has no interface ${device}`,
    nearest === undefined ? `it has ${known.join(', ')}` : `did you mean ${place}:${nearest}?`,
  )
}

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

/**
 * Looks whether the places have the interfaces of their taps; each place is asked once.
 *
 * @throws UnknownNameError for the first tap that has no such place or interface.
 */
export async function requireInterfaces(access: Access, taps: readonly Tap[]): Promise<void> {
  const places = [...new Set(taps.map(({ place }) => place))]
  const known = new Map(
    await Promise.all(places.map(async (place) => [place, await interfacesAt(access, place)] as const)),
  )
  // libpcap's name for all interfaces of a place.
  const missing = taps.find(({ place, device }) => device !== 'any' && !known.get(place)?.includes(device))
  if (missing !== undefined) throw noInterface(missing, known.get(missing.place) ?? [])
}

async function interfacesAt(access: Access, place: string): Promise<readonly string[]> {
  const listed = await run(access, place, ['ip', '-j', 'link'])
  return jsonRows<{ ifname: string }>(listed, 'ip -j link', ['ifname']).map(({ ifname }) => ifname)
}

function noInterface({ place, device }: Tap, known: readonly string[]): UnknownNameError {
  const nearest = suggest(device, known)
  return new UnknownNameError(
    `${place} has no interface ${device}`,
    nearest === undefined ? `it has ${known.join(', ')}` : `did you mean ${place}:${nearest}?`,
  )
}

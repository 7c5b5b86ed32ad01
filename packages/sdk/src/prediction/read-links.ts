import type { Spawner } from '../host/host.ts'
import { readDevices, type PlaceDevice } from '../interfaces/devices.ts'

/** What the kernels of some places say of their devices. */
export interface Links {
  /** By place. */
  readonly devices: ReadonlyMap<string, readonly PlaceDevice[]>
  /** By `place:device`. */
  readonly macs: Readonly<Record<string, string>>
  readonly mtus: ReadonlyMap<string, number>
  /** The node's end of a pod's cable, where both were looked at. */
  readonly hostInterfaceOf: (pod: { readonly place: string; readonly node: string }) => string | undefined
}

/** Asks places for their devices, all at once. */
export async function readLinks(host: Spawner, places: readonly string[]): Promise<Links> {
  const devices = new Map(
    await Promise.all(places.map(async (place) => [place, await readDevices(host, place)] as const)),
  )
  const all = [...devices].flatMap(([place, own]) => own.map((device) => ({ tap: `${place}:${device.name}`, device })))
  return {
    devices,
    macs: Object.fromEntries(all.flatMap(({ tap, device: { mac } }) => (mac === '' ? [] : [[tap, mac]]))),
    mtus: new Map(all.map(({ tap, device: { mtuBytes } }) => [tap, mtuBytes])),
    hostInterfaceOf: ({ place, node }) => {
      const peer = devices.get(place)?.find(({ name }) => name === 'eth0')?.peerIndex
      return devices.get(node)?.find(({ index }) => index === peer)?.name
    },
  }
}

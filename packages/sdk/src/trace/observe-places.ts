import type { Access } from '../engine/engine.ts'
import { UnknownNameError } from '../errors.ts'
import { readDevices, type PlaceDevice } from '../interfaces/devices.ts'

/** The devices of places, each asked once, those `known` not again; a place that the lab's engine has not is left out. */
export async function observePlaces(
  access: Access,
  places: readonly string[],
  bridges: readonly string[],
  known: ReadonlyMap<string, readonly PlaceDevice[]> = new Map(),
): Promise<ReadonlyMap<string, readonly PlaceDevice[]>> {
  const looks = places.map(async (place) => {
    try {
      return [[place, devicesOf(place, known.get(place) ?? (await readDevices(access, place)), bridges)] as const]
    } catch (error) {
      if (error instanceof UnknownNameError) return []
      throw error
    }
  })
  return new Map((await Promise.all(looks)).flat())
}

// All bridges of a fabric are in one namespace; and a tap on the bridge itself shows nothing that its ports do not.
function devicesOf(place: string, devices: readonly PlaceDevice[], bridges: readonly string[]): readonly PlaceDevice[] {
  return bridges.includes(place) ? devices.filter(({ master }) => master === place) : devices
}

/** The taps of places: every device that is up. */
export function tapsOf(devices: ReadonlyMap<string, readonly PlaceDevice[]>): readonly string[] {
  return [...devices].flatMap(([place, all]) => all.filter(({ up }) => up).map(({ name }) => `${place}:${name}`))
}

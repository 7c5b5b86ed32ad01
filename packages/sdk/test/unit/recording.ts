import { readFileSync } from 'node:fs'

/** A file of the recording of a real cluster: Calico v3.32.1, VXLAN CrossSubnet. */
export function recording(name: string): string {
  return readFileSync(new URL(`../fixtures/recordings/${name}`, import.meta.url), 'utf8')
}

/** A device as `ip -j -d addr` recorded it. */
export interface RecordedDevice {
  readonly ifname: string
  readonly address: string
  readonly mtu: number
  readonly addr_info: readonly { readonly family: string; readonly local: string; readonly prefixlen: number }[]
}

export function recordedDevices(name: string): readonly RecordedDevice[] {
  return JSON.parse(recording(name)) as RecordedDevice[]
}

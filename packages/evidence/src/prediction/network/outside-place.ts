import type { PathLab } from '../../path/path-lab.ts'
import type { VirtualDevice, VirtualPlace } from './place.ts'
import { settleRoutes } from './settle-routes.ts'

/** What is beyond the lab, where it is a place: Docker's networks as bridges, a port for each node and gateway. */
export function outsidePlace({ outside, macs = {} }: PathLab): VirtualPlace[] {
  if (outside === undefined) return []
  const devices = outside.flatMap(({ device, addresses, ports }): VirtualDevice[] => {
    const own = macs[`outside:${device}`]
    return [
      { name: device, mtuBytes: 1500, addresses, ...(own !== undefined && { mac: own }) },
      ...ports.map((port) => ({
        name: port.device,
        mtuBytes: 1500,
        addresses: [],
        bridge: device,
        peer: { place: port.place, device: 'eth0' },
      })),
    ]
  })
  return [
    { name: 'outside', kind: 'outside', forwards: true, devices, routes: settleRoutes(devices, []), masquerades: [] },
  ]
}

import { familyOf, parseCidr } from '@underlay/configs'
import type { PathLab } from '../../path/path-lab.ts'
import type { VirtualDevice, VirtualPlace } from './place.ts'
import { settleRoutes } from './settle-routes.ts'

type Network = NonNullable<PathLab['outside']>[number]

/** The networks beyond the lab; where they are no place of it, as nodes and gateways see them. */
export function outsideNetworks(lab: PathLab): readonly Network[] {
  const { outside, dockerAddresses = {}, dockerGateways = [], fabric } = lab
  if (outside !== undefined) return outside
  const docker: Network = {
    device: 'docker',
    addresses: dockerGateways.map((gateway) => `${gateway}/${familyOf(gateway) === 6 ? 64 : 16}`),
    ports: Object.keys(dockerAddresses).map((place) => ({ device: `docker to ${place}`, place })),
  }
  if (fabric === undefined) return [docker]
  const { bridge, ipv4, ipv6 } = fabric.management
  const managed = [...fabric.gateways, ...fabric.hosts].flatMap(({ name, management }) =>
    management ? [{ device: management.port, place: name }] : [],
  )
  const addresses = [ipv4, ...(ipv6 ? [ipv6] : [])].map(
    ({ subnet, gateway }) => `${gateway}/${parseCidr(subnet).prefixLength}`,
  )
  return [docker, { device: bridge, addresses, ports: managed }]
}

/** What is beyond the lab: Docker's networks as bridges, a port for each node and gateway. */
export function outsidePlace(lab: PathLab): VirtualPlace {
  const { outside, macs = {} } = lab
  const devices = outsideNetworks(lab).flatMap(({ device, addresses, ports }): VirtualDevice[] => {
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
  return {
    name: 'outside',
    kind: 'outside',
    forwards: true,
    devices,
    routes: settleRoutes(devices, []),
    masquerades: [],
    ...(outside === undefined && { isHidden: true }),
  }
}

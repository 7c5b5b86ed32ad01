import type { Path } from '../document/path.ts'
import type { GatewayConfig } from './config.ts'

/** The one loopback interface of a gateway. */
export const LOOPBACK = 'lo'

/** A device of a gateway that has addresses: an interface, or a VLAN on one. */
export interface GatewayDevice {
  /** The device's name, `eth1` or `eth1.10`. */
  readonly name: string
  readonly addresses: readonly string[]
  /** Where it stands in the gateway. */
  readonly path: Path
  /** The interface below it, and its number, of a VLAN. */
  readonly vlan?: { readonly parent: string; readonly id: number }
}

/** The devices of a gateway, each interface before its VLANs. */
export function gatewayDevices({ interfaces }: GatewayConfig): readonly GatewayDevice[] {
  return interfaces.flatMap(({ name, addresses, vlans = [] }, index): GatewayDevice[] => [
    { name, addresses, path: ['interfaces', index] },
    ...vlans.map(({ id, addresses: own }, nth) => ({
      name: `${name}.${id}`,
      addresses: own,
      path: ['interfaces', index, 'vlans', nth],
      vlan: { parent: name, id },
    })),
  ])
}

import type { Path } from '../document/path.ts'
import type { Statement } from './config-boot-tree.ts'
import type { GatewayInterface, GatewayVlan } from './config.ts'
import { LOOPBACK } from './devices.ts'
import type { Reading } from './reading.ts'

const IGNORED: Readonly<Record<string, string>> = {
  description: 'it is a remark',
  duplex: 'a veth has no duplex',
  'hw-id': 'the MAC address is given by the link',
  offload: 'the fabric sets offloads itself',
  'ring-buffer': 'a veth has no ring buffer',
  'smp-affinity': 'a veth has no interrupts',
  smp_affinity: 'a veth has no interrupts',
  speed: 'a veth has no speed',
}

interface DraftVlan {
  readonly id: number
  readonly addresses: string[]
}

interface DraftInterface {
  readonly name: string
  readonly addresses: string[]
  vlans?: DraftVlan[]
}

/** Reads an `interfaces` block: the addresses of Ethernet interfaces, of their VLANs, and of the loopback. */
export function readInterfaces(
  section: Statement,
  earlier: readonly GatewayInterface[],
  reading: Reading,
): readonly GatewayInterface[] {
  const found = earlier.map(copyOf)
  for (const statement of section.children ?? []) {
    const [type = '', name = ''] = statement.words
    const path = ['interfaces', type, name]
    if (type === 'loopback' && !statement.children?.length) continue
    if (type !== 'ethernet' && !(type === 'loopback' && name === LOOPBACK)) {
      reading.refuse(statement, path, 'is not realised by this tool; only ethernet interfaces and loopback lo are')
      continue
    }
    const known = found.find((other) => other.name === name)
    const entry: DraftInterface = known ?? { name, addresses: [] }
    if (!known) reading.place(['interfaces', found.push(entry) - 1], statement, path)
    const place = ['interfaces', found.indexOf(entry)]
    for (const leaf of statement.children ?? []) {
      if (leaf.words[0] === 'vif') readVlan(leaf, entry, place, path, reading)
      else readLeaf(leaf, entry.addresses, place, path, reading)
    }
  }
  return found
}

function copyOf({ name, addresses, vlans }: GatewayInterface): DraftInterface {
  const copies = vlans?.map(({ id, addresses: own }: GatewayVlan) => ({ id, addresses: [...own] }))
  return { name, addresses: [...addresses], ...(copies && { vlans: copies }) }
}

function readVlan(statement: Statement, entry: DraftInterface, place: Path, path: Path, reading: Reading): void {
  const [, number = ''] = statement.words
  const inner = [...path, 'vif', number]
  if (!/^\d{1,9}$/.test(number)) {
    reading.refuse(statement, inner, 'must be written `vif <number> { … }`')
    return
  }
  const vlans = (entry.vlans ??= [])
  const known = vlans.find(({ id }) => id === Number(number))
  const vlan: DraftVlan = known ?? { id: Number(number), addresses: [] }
  if (!known) vlans.push(vlan)
  const at = [...place, 'vlans', vlans.indexOf(vlan)]
  if (!known) reading.place(at, statement, inner)
  for (const leaf of statement.children ?? []) readLeaf(leaf, vlan.addresses, at, inner, reading)
}

function readLeaf(leaf: Statement, addresses: string[], place: Path, path: Path, reading: Reading): void {
  const [key = '', value = ''] = leaf.words
  if (key === 'address' && (value === 'dhcp' || value === 'dhcpv6')) {
    reading.refuse(leaf, [...path, key], `${value} is not realised by this tool; write the address`)
  } else if (key === 'address') {
    reading.place([...place, 'addresses', addresses.push(value) - 1], leaf, [...path, key])
  } else if (key === 'mtu') {
    reading.refuse(leaf, [...path, key], "is set by the link's mtu in the topology; remove it here")
  } else if (Object.hasOwn(IGNORED, key)) {
    reading.note(leaf, [...path, key], IGNORED[key] ?? '')
  } else {
    reading.refuse(leaf, [...path, key], 'is not realised by this tool, and may change what passes; remove it')
  }
}

import type { Path } from '../document/path.ts'
import type { Statement } from './config-boot-tree.ts'
import type { GatewayInterface } from './config.ts'
import type { Reading } from './read-gateway.ts'

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

/** Reads an `interfaces` block: the IPv4 addresses of Ethernet interfaces. */
export function readInterfaces(
  section: Statement,
  earlier: readonly GatewayInterface[],
  reading: Reading,
): readonly GatewayInterface[] {
  const found = earlier.map(({ name, addresses }) => ({ name, addresses: [...addresses] }))
  for (const statement of section.children ?? []) {
    const [type = '', name = ''] = statement.words
    const path = ['interfaces', type, name]
    if (type === 'loopback' && !statement.children?.length) continue
    if (type !== 'ethernet') {
      reading.refuse(statement, path, 'is not realised by this tool; only ethernet interfaces are')
      continue
    }
    const known = found.find((other) => other.name === name)
    const entry = known ?? { name, addresses: [] }
    if (!known) reading.place(['interfaces', found.push(entry) - 1], statement, path)
    const index = found.indexOf(entry)
    for (const leaf of statement.children ?? []) readLeaf(leaf, entry.addresses, ['interfaces', index], path, reading)
  }
  return found
}

function readLeaf(leaf: Statement, addresses: string[], place: Path, path: Path, reading: Reading): void {
  const [key = '', value = ''] = leaf.words
  if (key === 'address' && value === 'dhcp') {
    reading.refuse(leaf, [...path, key], 'dhcp is not realised by this tool; write the address')
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

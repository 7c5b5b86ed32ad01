import { expect, it } from 'vitest'
import { predictPath, type PathLab } from '@underlay/evidence'
import { pathLab, type PathLabOptions } from '../build/path-labs.ts'

/** A lab with another MTU at the links of some interfaces. */
function withLinks(mtus: Readonly<Record<string, number>>, options: PathLabOptions): PathLab {
  const lab = pathLab(options)
  if (lab.fabric === undefined) throw new Error('no fabric')
  const links = lab.fabric.links.map((link) => {
    const end = link.endpoints.find((each) => mtus[`${each.node}:${each.interface}`] !== undefined)
    return end === undefined ? link : { ...link, mtuBytes: mtus[`${end.node}:${end.interface}`] ?? 1500 }
  })
  return { ...lab, fabric: { ...lab.fabric, links } }
}

const hole = { 'gw0:eth2': 1400 }

it.for([
  ['IPIP', {}, {}, 1480, 'refused at the source'],
  ['VXLAN', {}, { calico: { vxlan: 'CrossSubnet' } }, 1450, 'refused at the source'],
  ['a CNI that follows a smaller link', hole, {}, 1380, 'refused at the source'],
  [
    'IPIP that was set too large',
    hole,
    { calico: { ipip: 'CrossSubnet', mtuBytes: 1480 } },
    1380,
    'gw0:eth2 has MTU 1400, of which its tunnel takes 20: gw0 answers 10.1.5.10 with ICMP "fragmentation needed", next-hop MTU 1400, a node and not the sender; control-plane has then learnt the path\'s MTU, does not wrap the packet after, and answers 10.98.95.193 with ICMP "fragmentation needed", next-hop MTU 1380',
  ],
  // VXLAN's packet has no DF: the gateway sends it in fragments, and the pod's arrives whole.
  [
    'VXLAN that was set too large',
    hole,
    { calico: { vxlan: 'CrossSubnet', mtuBytes: 1450 } },
    1450,
    'refused at the source',
  ],
  [
    'IPIP that takes no header into account',
    {},
    { calico: { ipip: 'CrossSubnet', mtuBytes: 1500 } },
    1480,
    'control-plane:net0 has MTU 1500, of which its tunnel takes 20: control-plane does not wrap it, and answers 10.98.95.193 with ICMP "fragmentation needed", next-hop MTU 1480',
  ],
] as const)('%s: %o', ([, links, options, bytes, meets]) => {
  const [path] = predictPath(withLinks(links, options), 'pod/app-control-plane', 'pod/app-worker2').paths
  expect(path?.forward.largestPacketBytes).toBe(bytes)
  expect(path?.forward.oneByteMore).toContain(meets)
})

it('a bridge’s port that is smaller than its neighbours is silent', () => {
  const lab = withLinks({ 'server4:net0': 1400 }, { calico: { ipip: 'Never', mtuBytes: 1500 } })
  const [path] = predictPath(lab, 'worker2', 'worker3').paths
  expect(path?.forward.largestPacketBytes).toBe(1400)
  expect(path?.forward.oneByteMore).toContain('drops it without a word')
  expect(path?.reverse.oneByteMore).toContain('refused at the source')
})

it('says what of the topology’s lines it does not understand', () => {
  const lab = pathLab()
  const { fabric } = lab
  if (fabric === undefined) throw new Error('no fabric')
  const servers = fabric.servers.map((server) =>
    server.name === 'server1'
      ? { ...server, exec: [...server.exec, ['iptables', '-A', 'FORWARD', '-j', 'DROP']] }
      : server,
  )
  const notes = predictPath({ ...lab, fabric: { ...fabric, servers } }, 'pod/app-control-plane', 'worker').notes
  expect(notes).toEqual(['server1 runs `iptables -A FORWARD -j DROP`: what it changes is not predicted'])
  expect(predictPath(lab, 'pod/app-control-plane', 'worker').notes).toEqual([])
})

import { describeCluster, TopologyError, type ClabTopology, type KindConfig } from '@underlay/configs'
import { expect, test } from 'vitest'
import { requireFreeSubnets } from '../../../../src/engine/kind/free-subnets.ts'
import { LabError } from '../../../../src/errors.ts'
import { cluster, preset } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'
import { fakePrograms } from '../../process/fake-programs.ts'

/** A Docker Engine elsewhere whose networks have these subnets. */
function dockerWith(networks: Readonly<Record<string, string>>): void {
  const listed = Object.entries(networks).map(([Name, Subnet]) => ({ Name, IPAM: { Config: [{ Subnet }] } }))
  fakePrograms({
    docker: `case "$1 $2" in
"info --format") echo '{"ServerVersion":"29.0.0","Name":"elsewhere"}';;
"network ls") echo n1;;
"network inspect") echo '${JSON.stringify(listed)}';;
esac`,
    kind: "echo 'kind v0.33.0 go1.26.8 linux/amd64'",
  })
}

/** The reference lab's documents with the addresses of its second rack in another network. */
function secondRackIn(network: string, prefixLength = 24) {
  const change = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(/10\.1\.8\.(\d+)\/24/g, `${network}.$1/${prefixLength}`)
        .replaceAll('10.1.8.', `${network}.`),
    ) as T
  const documents = { topology: change<ClabTopology>(preset.clab), files: change(preset.files) }
  return [describeCluster(change<KindConfig>(preset.kind)), documents] as const
}

const documents = { topology: preset.clab, files: preset.files }
const racksFix = 'choose other addresses for this rack'

test('the reference lab beside the network of kind: nothing is said', async () => {
  dockerWith({ kind: '172.18.0.0/16', bridge: '172.17.0.0/16' })
  const said: string[] = []
  await requireFreeSubnets(cluster, documents, { say: (line) => void said.push(line) })
  expect(said).toEqual([])
})

test.for([
  ['a rack', { kind: '10.1.0.0/16' }, 'fabric subnet 10.1.5.0/24 overlaps with the network of kind'],
  ['the network that gateways leave by', { kind: '172.20.0.0/16' }, 'fabric subnet 172.20.20.0/24 overlaps with the'],
] as const)('%s in the network of kind’s nodes is refused', async ([, networks, message]) => {
  dockerWith(networks)
  const error = await rejection(requireFreeSubnets(cluster, documents, { say: () => {} }), LabError)
  expect(error.message).toContain(message)
})

test.for([24, 16])('a rack in the network that gateways leave by is refused, with a mask of /%i', async (length) => {
  dockerWith({ kind: '172.18.0.0/16' })
  const error = await rejection(
    requireFreeSubnets(...secondRackIn('172.20.20', length), { say: () => {} }),
    TopologyError,
  )
  expect(error.message).toContain('overlaps the management network 172.20.20.0/24; choose another')
})

test('a network of Docker that nobody of the lab is in is said, and no reason to refuse', async () => {
  dockerWith({ kind: '172.18.0.0/16', clab: '172.20.20.0/24' })
  const said: string[] = []
  await requireFreeSubnets(cluster, documents, { say: (line) => void said.push(line) })
  expect(said).toEqual([
    `warning: fabric subnet 172.20.20.0/24 overlaps with Docker's network clab 172.20.20.0/24 (${racksFix}, or docker network rm clab)`,
  ])
})

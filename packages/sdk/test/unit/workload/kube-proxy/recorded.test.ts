import { readFileSync } from 'node:fs'
import { describeWorkload, parseManifests } from '@underlay/configs'
import { describe, expect, test } from 'vitest'
import { planServices } from '../../../../src/workload/kube-proxy/plan-services.ts'
import { readIptables } from '../../../recording/read-iptables.ts'
import { readNftJson } from '../../../recording/read-nft-json.ts'
import { readNftLines } from '../../../recording/read-nft-lines.ts'
import { outcomes, type Ruleset } from '../../../recording/ruleset.ts'
import { probesOf, recordedPorts } from '../../../recording/kube-proxy.ts'

const folder = new URL('../../../fixtures/kube-proxy/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
const services = describeWorkload(parseManifests(read('services.yaml'), { file: 'services.yaml' })).services
const ports = recordedPorts(services, parseManifests(read('endpoints.yaml'), { file: 'endpoints.yaml' }))

// As Docker gave them, in each recording anew.
const addresses = {
  nftables: { 'control-plane': '172.18.0.2', worker: '172.18.0.3' },
  iptables: { 'control-plane': '172.18.0.3', worker: '172.18.0.2' },
} as const
const settings = { podCidrs: ['10.244.0.0/16'], serviceCidrs: ['10.96.0.0/16'] }

function allOutcomes(rules: Ruleset, nodeIp: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(probesOf(ports, nodeIp).map(({ what, probe }) => [what, outcomes(rules, probe)]))
}

function chainsOfPorts(rules: Ruleset): string[] {
  return [...rules.chains.keys()].filter((name) => name.includes('/')).toSorted()
}

describe.for(['nftables', 'iptables'] as const)('what kube-proxy 1.34.4 wrote in mode %s', (mode) => {
  describe.for(['control-plane', 'worker'] as const)('on %s', (node) => {
    const nodeIp = addresses[mode][node]
    const real: Ruleset =
      mode === 'nftables' ? readNftJson(read(`${node}.nft.json`)) : readIptables(read(`${node}.iptables`))
    const ours = readNftLines(planServices(ports, { name: node, nodeIps: [nodeIp] }, { ...settings, mode }))

    test('the same becomes of every packet', () => {
      expect(allOutcomes(ours, nodeIp)).toEqual(allOutcomes(real, nodeIp))
    })
  })
})

test('the recording has everything that may become of a packet', () => {
  const seen = probesOf(ports, addresses.nftables.worker).map(({ probe }) =>
    outcomes(readNftJson(read('worker.nft.json')), probe).join(', '),
  )
  expect([...new Set(seen)].toSorted()).toMatchInlineSnapshot(`
    [
      "10.244.0.10:5353 masqueraded, 10.244.1.10:5353",
      "10.244.0.10:5353 masqueraded, 10.244.1.10:5353 masqueraded",
      "10.244.0.10:5353, 10.244.1.10:5353",
      "10.244.0.10:5353, 10.244.1.10:5353 masqueraded",
      "10.244.0.10:8080 masqueraded, 10.244.0.10:8080 masqueraded kept 10800 s, 10.244.1.10:8080 masqueraded, 10.244.1.10:8080 masqueraded kept 10800 s",
      "10.244.0.10:8080 masqueraded, 10.244.0.10:8080 masqueraded kept 10800 s, 10.244.1.10:8080, 10.244.1.10:8080 kept 10800 s",
      "10.244.0.10:8080 masqueraded, 10.244.0.10:8080 masqueraded kept 90 s, 10.244.1.10:8080 masqueraded, 10.244.1.10:8080 masqueraded kept 90 s",
      "10.244.0.10:8080 masqueraded, 10.244.0.10:8080 masqueraded kept 90 s, 10.244.1.10:8080, 10.244.1.10:8080 kept 90 s",
      "10.244.0.10:8080 masqueraded, 10.244.1.10:8080",
      "10.244.0.10:8080 masqueraded, 10.244.1.10:8080 masqueraded",
      "10.244.0.10:8080, 10.244.0.10:8080 kept 10800 s, 10.244.1.10:8080 masqueraded, 10.244.1.10:8080 masqueraded kept 10800 s",
      "10.244.0.10:8080, 10.244.0.10:8080 kept 10800 s, 10.244.1.10:8080, 10.244.1.10:8080 kept 10800 s",
      "10.244.0.10:8080, 10.244.0.10:8080 kept 90 s, 10.244.1.10:8080 masqueraded, 10.244.1.10:8080 masqueraded kept 90 s",
      "10.244.0.10:8080, 10.244.0.10:8080 kept 90 s, 10.244.1.10:8080, 10.244.1.10:8080 kept 90 s",
      "10.244.0.10:8080, 10.244.1.10:8080",
      "10.244.0.10:8080, 10.244.1.10:8080 masqueraded",
      "10.244.0.10:9100 masqueraded, 10.244.1.10:9100",
      "10.244.0.10:9100 masqueraded, 10.244.1.10:9100 masqueraded",
      "10.244.0.10:9100, 10.244.1.10:9100",
      "10.244.0.10:9100, 10.244.1.10:9100 masqueraded",
      "10.244.1.10:8080",
      "10.244.1.10:8080 masqueraded",
      "10.244.1.10:8080, 10.244.1.10:8080 kept 10800 s",
      "drop",
      "reject",
    ]
  `)
})

test('the chains have the very names of kube-proxy in mode nftables', () => {
  const node = { name: 'worker', nodeIps: [addresses.nftables.worker] }
  const ours = readNftLines(planServices(ports, node, { ...settings, mode: 'nftables' }))
  const cluster = /-(default\/kubernetes|kube-system\/kube-dns)\//
  expect(chainsOfPorts(ours)).toEqual(
    chainsOfPorts(readNftJson(read('worker.nft.json'))).filter((name) => !cluster.test(name)),
  )
})

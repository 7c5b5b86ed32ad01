import { describe, expect, test } from 'vitest'
import { planServices } from '../../../../src/workload/kube-proxy/plan-services.ts'
import type { ServicePort } from '../../../../src/workload/kube-proxy/service-port.ts'
import type { KubeProxySettings } from '../../../../src/workload/kube-proxy/table.ts'

const [here, there] = [
  { address: '10.98.81.1', port: 80, node: 'worker' },
  { address: '10.98.193.193', port: 80, node: 'worker2' },
]
const port: ServicePort = {
  namespace: 'default',
  service: 'app',
  name: 'http',
  protocol: 'tcp',
  clusterIp: '10.96.0.11',
  port: 8080,
  nodePort: 32_000,
  internalPolicy: 'Cluster',
  externalPolicy: 'Cluster',
  affinitySeconds: undefined,
  endpoints: [here, there],
}
const settings: KubeProxySettings = {
  mode: 'iptables',
  podCidrs: ['10.98.0.0/16'],
  serviceCidrs: ['10.96.0.0/16'],
}
// kube-proxy's own names, with its hashes.
const cluster = 'service-UZRSKROC-default/app/tcp/http'
const local = 'local-UZRSKROC-default/app/tcp/http'
const external = 'external-UZRSKROC-default/app/tcp/http'

function linesOf(
  ports: readonly ServicePort[],
  { node = 'worker', ...changes }: { node?: string } & Partial<KubeProxySettings> = {},
): string[] {
  const proxied = planServices(ports, { name: node, nodeIps: ['10.1.5.11', 'fd00::11'] }, { ...settings, ...changes })
  return proxied.map((line) => line.replace(/^nft /, ''))
}

function rulesOf(lines: readonly string[], chain: string): string[] {
  const start = `add rule ip kube-proxy ${chain} `
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length))
}

function elementsOf(lines: readonly string[], set: string): string[] {
  const start = `add element ip kube-proxy ${set} { `
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length, -2))
}

describe('traffic policy Cluster', () => {
  const lines = linesOf([port])

  test('a cluster address keeps the source of a pod, and masquerades every other', () => {
    expect(elementsOf(lines, 'service-ips')).toEqual([`10.96.0.11 . tcp . 8080 : goto ${cluster}`])
    expect(rulesOf(lines, cluster)[0]).toBe('ip daddr 10.96.0.11 ip saddr != 10.98.0.0/16 jump mark-for-masquerade')
  })

  test('a node port answers on all local addresses, and masquerades everybody', () => {
    expect(rulesOf(lines, 'services')[1]).toBe('fib daddr type local meta l4proto . th dport vmap @service-nodeports')
    expect(elementsOf(lines, 'service-nodeports')).toEqual([`tcp . 32000 : goto ${external}`])
    expect(rulesOf(lines, external)).toEqual(['jump mark-for-masquerade', `goto ${cluster}`])
  })

  test('endpoints are picked at random, each as often; one that calls itself is masqueraded', () => {
    const pick = rulesOf(lines, cluster)[1] ?? ''
    const chosen = [...pick.matchAll(/(\d) : goto (endpoint-[^\s,]+)/g)].map(([, nth, name]) => [nth, name])
    expect(pick).toMatch(/^numgen random mod 2 vmap \{/)
    expect(chosen.map(([nth]) => nth)).toEqual(['0', '1'])
    expect(chosen.map(([, name = '']) => rulesOf(lines, name))).toEqual([
      ['ip saddr 10.98.81.1 jump mark-for-masquerade', 'meta l4proto tcp dnat to 10.98.81.1:80'],
      ['ip saddr 10.98.193.193 jump mark-for-masquerade', 'meta l4proto tcp dnat to 10.98.193.193:80'],
    ])
  })

  test('only what is marked is masqueraded, and is not marked any more', () => {
    expect(rulesOf(lines, 'masquerading')).toEqual([
      'meta mark and 0x4000 == 0 return',
      'meta mark set meta mark xor 0x4000',
      'masquerade fully-random',
    ])
  })
})

describe('traffic policy Local', () => {
  const policies = { internalPolicy: 'Local', externalPolicy: 'Local' } as const

  test('outside: clients keep their address and get to the own pods; pods and the node get to all', () => {
    const lines = linesOf([{ ...port, externalPolicy: 'Local' }])
    expect(rulesOf(lines, external)).toEqual([
      `ip saddr 10.98.0.0/16 goto ${cluster}`,
      'fib saddr type local jump mark-for-masquerade',
      `fib saddr type local goto ${cluster}`,
      `goto ${local}`,
    ])
    expect(rulesOf(lines, local)).toEqual([
      expect.stringMatching(/^numgen random mod 1 vmap \{ 0 : goto \S+10\.98\.81\.1\/80 \}$/),
    ])
  })

  test('outside, a node without a pod of its own: no answer, but to pods and the node', () => {
    const lines = linesOf([{ ...port, externalPolicy: 'Local' }], { node: 'worker3' })
    expect(elementsOf(lines, 'no-endpoint-nodeports')).toEqual(['tcp . 32000 : drop'])
    expect(elementsOf(lines, 'service-nodeports')).toEqual([`tcp . 32000 : goto ${external}`])
    expect(rulesOf(lines, external)).toHaveLength(3)
    expect(lines.join('\n')).not.toContain(`chain ip kube-proxy ${local}`)
  })

  test('inside: the own pods or none', () => {
    const inside = { ...port, nodePort: undefined, internalPolicy: 'Local' } as const
    expect(elementsOf(linesOf([inside]), 'service-ips')).toEqual([`10.96.0.11 . tcp . 8080 : goto ${local}`])
    expect(linesOf([inside]).join('\n')).not.toContain('10.98.193.193')
    const lines = linesOf([inside], { node: 'worker3' })
    expect(elementsOf(lines, 'service-ips')).toEqual([])
    expect(elementsOf(lines, 'no-endpoint-services')).toEqual(['10.96.0.11 . tcp . 8080 : drop'])
  })

  test('no endpoint at all is refused, at both', () => {
    const lines = linesOf([{ ...port, ...policies, endpoints: [] }])
    expect(elementsOf(lines, 'no-endpoint-services')).toEqual(['10.96.0.11 . tcp . 8080 : goto reject-chain'])
    expect(elementsOf(lines, 'no-endpoint-nodeports')).toEqual(['tcp . 32000 : goto reject-chain'])
    expect(elementsOf(lines, 'service-ips')).toEqual([])
    expect(lines.join('\n')).not.toContain('numgen')
  })
})

describe('affinity', () => {
  const sticky = { ...port, affinitySeconds: 60 }
  const [mine, other] = ['10.98.81.1/80', '10.98.193.193/80']

  test('a client comes back to its endpoint, before one is picked', () => {
    const rules = rulesOf(linesOf([sticky]), cluster)
    expect(rules.map((rule) => rule.split(' ')[0])).toEqual(['ip', 'ip', 'ip', 'numgen'])
    expect(rules[1]).toMatch(new RegExp(`^ip saddr @affinity-\\S+${mine} goto endpoint-\\S+${mine}$`))
  })

  test('each connection keeps it for as long again', () => {
    const lines = linesOf([sticky])
    const set = /affinity-\S+/.exec(lines.find((line) => line.startsWith('add set') && line.includes(mine)) ?? '')?.[0]
    const rule = lines.find((line) => line.includes(`update @${set}`))
    expect(rule).toContain(`update @${set} { ip saddr timeout 60s }`)
    expect(lines.some((line) => line.startsWith('flush set') && line.includes('affinity'))).toBe(false)
  })

  test('of an endpoint that is gone, nobody is remembered', () => {
    const after = planServices([{ ...sticky, endpoints: [here] }], { name: 'worker', nodeIps: [] }, settings, [sticky])
    const gone = after.filter((line) => line.includes(other))
    expect(gone.map((line) => line.split(' ip ')[0])).toEqual(['nft add set', 'nft delete set'])
    expect(after.some((line) => line.startsWith('nft delete set') && line.includes(mine))).toBe(false)
  })
})

describe('the modes', () => {
  test('iptables: node ports at the loopback too, nothing of addresses that are none', () => {
    const lines = linesOf([port])
    expect(lines[0]).toBe('sysctl net.ipv4.conf.all.route_localnet 1')
    expect(rulesOf(lines, 'cluster-ips-check')).toEqual([])
    expect(elementsOf(lines, 'nodeport-ips')).toEqual([])
  })

  test('nftables: node ports at the node-ip, and a refusal of what is no Service', () => {
    const lines = linesOf([port], { mode: 'nftables' })
    expect(lines[0]).toBe('add table ip kube-proxy')
    expect(elementsOf(lines, 'nodeport-ips')).toEqual(['10.1.5.11'])
    expect(rulesOf(lines, 'services')[1]).toBe('ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports')
    expect(rulesOf(lines, 'cluster-ips-check')).toEqual([
      'ip daddr @cluster-ips reject',
      'ip daddr { 10.96.0.0/16 } drop',
    ])
    expect(elementsOf(lines, 'cluster-ips')).toEqual(['10.96.0.11'])
  })

  test('none: nothing', () => {
    expect(linesOf([port], { mode: 'none' })).toEqual([])
  })
})

test('of two families each has a table', () => {
  const ipv6: ServicePort = {
    ...port,
    clusterIp: 'fd00:96::b',
    endpoints: [{ address: 'fd00:98::1', port: 80, node: 'worker' }],
  }
  const both = { podCidrs: ['10.98.0.0/16', 'fd00:98::/64'], serviceCidrs: ['10.96.0.0/16', 'fd00:96::/112'] }
  const six = linesOf([port, ipv6], both).filter((line) => line.includes(' ip6 kube-proxy '))
  expect(six.filter((line) => line.includes('10.9'))).toEqual([])
  expect(six).toContain(`add element ip6 kube-proxy service-ips { fd00:96::b . tcp . 8080 : goto ${cluster} }`)
  expect(six.at(-1)).toContain('service-nodeports')
  const dnat = six.find((line) => line.includes('dnat')) ?? ''
  expect(dnat).toMatch(
    / endpoint-\w{8}-default\/app\/tcp\/http__fd00\.98\.\.1\/80 meta l4proto tcp dnat to \[fd00:98::1\]:80$/,
  )
  expect(six.some((line) => line.endsWith('ip6 saddr != fd00:98::/64 jump mark-for-masquerade'))).toBe(true)
})

test('everything is there before it is named, and all old rules and elements go before new ones come', () => {
  const udp = { ...port, service: 'dns', name: 'dns', port: 53, protocol: 'udp', nodePort: undefined } as const
  const lines = linesOf([port, udp, { ...port, namespace: 'other', clusterIp: '10.96.0.12', nodePort: 32_001 }])
  const flush = lines.indexOf('flush table ip kube-proxy')
  const made = lines.slice(0, flush).map((line) => line.split(' ')[4])
  const chains = lines.flatMap((line) => /^add chain ip kube-proxy (\S+)/.exec(line)?.[1] ?? [])
  expect(new Set(chains).size).toBe(chains.length)
  for (const line of lines.slice(flush)) {
    for (const [, name = ''] of line.matchAll(/(?:goto |jump |@)([\w./-]+)/g)) expect(made).toContain(name)
  }
  expect(lines.slice(0, flush).filter((line) => /^add (rule|element)/.test(line))).toEqual([])
  expect(lines.join('\n')).toContain('meta l4proto udp dnat to 10.98.81.1:80')
})

test('without Services the rules that every cluster has', () => {
  const lines = linesOf([])
  expect(lines.filter((line) => line.startsWith('add element'))).toEqual([])
  expect(rulesOf(lines, 'services')).toHaveLength(2)
})

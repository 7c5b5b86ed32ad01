import { expect, test } from 'vitest'
import { planServices, type ServicePort } from '../../../src/workload/plan-services.ts'

const port: ServicePort = {
  id: 'default/app:8080',
  clusterIp: '10.96.0.11',
  port: 8080,
  protocol: 'tcp',
  nodePort: 32_000,
  endpoints: ['10.98.81.1:80', '10.98.193.193:80'],
}

const rulesOf = (...ports: readonly ServicePort[]): string[] =>
  planServices(ports, '10.98.0.0/16').map((line) => line.replace(/^nft\s+/, ''))

/** The lines of the chain of that kind, or the chain of that name. */
function chain(rules: readonly string[], name: RegExp): string[] {
  const start = rules.findIndex((line) => name.test(line))
  return rules.slice(start + 1, rules.indexOf('}', start))
}

test('a node port answers on all local addresses, and always masquerades', () => {
  const services = chain(rulesOf(port), /^chain services/)
  const [mark, go] = services.filter((line) => line.includes('32000'))
  expect(mark).toBe('fib daddr type local tcp dport 32000 meta mark set mark or 0x4000')
  expect(go).toMatch(/^fib daddr type local tcp dport 32000 goto service-/)
})

test('a cluster address keeps the source of a pod, and masquerades every other', () => {
  const [mark, go] = chain(rulesOf(port), /^chain services/).filter((line) => line.includes('10.96.0.11'))
  expect(mark).toBe('ip daddr 10.96.0.11 tcp dport 8080 ip saddr != 10.98.0.0/16 meta mark set mark or 0x4000')
  expect(go).toMatch(/^ip daddr 10.96.0.11 tcp dport 8080 goto service-/)
})

test('the masquerading is for what is marked, and nothing else', () => {
  const rules = rulesOf(port)
  expect(rules.slice(-5)).toEqual([
    'type nat hook postrouting priority srcnat; policy accept;',
    'meta mark & 0x4000 == 0 return',
    'masquerade',
    '}',
    '}',
  ])
})

test('endpoints are picked at random, each as often; one that calls itself is masqueraded', () => {
  const rules = rulesOf(port)
  const [pick] = chain(rules, /^chain service-/)
  const chosen = [...(pick ?? '').matchAll(/(\d) : goto (endpoint-[0-9a-f]{10})/g)].map(([, nth, name]) => [nth, name])
  expect(pick).toMatch(/^numgen random mod 2 vmap \{/)
  expect(chosen.map(([nth]) => nth)).toEqual(['0', '1'])
  const ends = chosen.map(([, name]) => chain(rules, new RegExp(`^chain ${name} `)))
  expect(ends).toEqual([
    ['ip saddr 10.98.81.1 meta mark set mark or 0x4000', 'meta l4proto tcp dnat to 10.98.81.1:80'],
    ['ip saddr 10.98.193.193 meta mark set mark or 0x4000', 'meta l4proto tcp dnat to 10.98.193.193:80'],
  ])
})

test('no endpoint yet: the port is there and goes nowhere', () => {
  const rules = rulesOf({ ...port, endpoints: [] })
  expect(chain(rules, /^chain service-/)).toEqual([])
  expect(rules.join('\n')).not.toContain('numgen')
})

test('without a node port there is none', () => {
  expect(rulesOf({ ...port, nodePort: undefined }).join('\n')).not.toContain('fib daddr')
})

test('every chain that is gone to is there, before it is named, and no two are the same', () => {
  const udp = { ...port, id: 'default/dns:53', port: 53, protocol: 'udp' as const, nodePort: undefined }
  const rules = rulesOf(port, udp, { ...port, id: 'other/app:8080', clusterIp: '10.96.0.12', nodePort: 32_001 })
  const made = rules.flatMap((line) => /^chain (\S+)/.exec(line)?.[1] ?? [])
  expect(new Set(made).size).toBe(made.length)
  for (const [nth, line] of rules.entries()) {
    for (const [, name = ''] of line.matchAll(/(?:goto|jump) ([\w-]+)/g)) {
      expect(rules.slice(0, nth).some((before) => before.startsWith(`chain ${name} `))).toBe(true)
    }
  }
  expect(rules.join('\n')).toContain('meta l4proto udp dnat to 10.98.81.1:80')
})

test('the table is replaced as a whole, also by one without Services', () => {
  const lines = planServices([], '10.98.0.0/16')
  expect(lines.slice(0, 3)).toEqual([
    'nft table ip kube-proxy',
    'nft delete table ip kube-proxy',
    'nft table ip kube-proxy {',
  ])
})

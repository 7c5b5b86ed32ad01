import { describe, expect, it } from 'vitest'
import { predictPath, type PathLab, type PathService } from '@underlay/evidence'
import { pathLab } from '../build/path-labs.ts'

const base = pathLab()

function withService(changes: Partial<PathService> = {}, from: PathLab = base): PathLab {
  const endpoints = from.pods.map(({ ips }) => ({ ip: ips[0] ?? '', port: 80 }))
  const ports = [{ protocol: 'tcp', port: 8080, nodePort: 32_000, endpoints }] as const
  return { ...from, services: [{ namespace: 'default', name: 'app', clusterIps: ['10.96.0.11'], ports, ...changes }] }
}

const port = { protocol: 'tcp', port: 8080 } as const
const nodePort = { protocol: 'tcp', port: 32_000 } as const

/** Of each path: who answers, and whom it sees. */
function seen(lab: PathLab, from: string, to: string, traffic: typeof port | typeof nodePort) {
  return predictPath(lab, from, to, traffic).paths.map(({ endpoint, forward }) => {
    const ip = forward.hops.at(-1)?.headers.findLast(({ name }) => name === 'ip')
    return forward.lost?.reason ?? `${endpoint} sees ${String(ip?.fields['ip.src'])}`
  })
}

const [own, near, far, farther] = base.pods.map(({ ips }) => ips[0])

describe('a ClusterIP', () => {
  it('keeps a pod’s address, but not of a pod that reaches itself', () => {
    expect(seen(withService(), 'pod/app-control-plane', 'default/app', port)).toEqual([
      `${own} sees 10.98.95.192`,
      `${near} sees ${own}`,
      `${far} sees ${own}`,
      `${farther} sees ${own}`,
    ])
  })

  it('is one path for each endpoint, answered by the Service’s address', () => {
    const { paths } = predictPath(withService(), 'pod/app-control-plane', 'default/app', port)
    for (const { reverse } of paths) {
      expect(reverse.hops.at(-1)?.tap).toBe('pod/app-control-plane:eth0')
      expect(reverse.hops.at(-1)?.headers.at(1)?.fields).toMatchObject({ 'ip.src': '10.96.0.11' })
      expect(reverse.hops.at(-1)?.headers.at(-1)?.fields).toEqual({ 'tcp.srcport': 8080 })
    }
  })

  it('of internalTrafficPolicy Local has the node’s own endpoints only', () => {
    const lab = withService({ internalTrafficPolicy: 'Local' })
    expect(seen(lab, 'pod/app-worker2', 'default/app', port)).toEqual([expect.stringContaining(`${far} sees`)])
  })

  it('without endpoints is rejected', () => {
    const lab = withService({ ports: [{ ...port, endpoints: [] }] })
    expect(seen(lab, 'pod/app-worker2', 'default/app', port)).toEqual([
      'default/app has no endpoint: kube-proxy rejects it',
    ])
  })
})

describe('a NodePort', () => {
  it('masquerades: the pod sees the node', () => {
    const clients = seen(withService(), 'gw0', 'worker', nodePort).map((text) => text.split(' ').at(-1))
    expect(new Set(clients).size).toBe(2)
    expect(clients).not.toContain('10.1.5.1')
  })

  it('of externalTrafficPolicy Local keeps the client, and goes to no other node', () => {
    const lab = withService({ externalTrafficPolicy: 'Local' })
    expect(seen(lab, 'gw0', 'worker', nodePort)).toEqual([`${near} sees 10.1.5.1`])
  })

  it('of externalTrafficPolicy Local is silent where no endpoint is', () => {
    const only = withService({ externalTrafficPolicy: 'Local' }, { ...base, pods: base.pods.slice(2) })
    const lab = { ...only, pods: base.pods }
    expect(seen(lab, 'gw0', 'worker', nodePort)).toEqual([
      'default/app has no endpoint on worker, and externalTrafficPolicy Local takes no other: kube-proxy drops it without a word',
    ])
  })
})

it.for([
  [{ protocol: 'icmp' }, 'default/app is a Service, which answers no echo'],
  [{ protocol: 'udp', port: 8080 }, 'default/app has no port udp 8080'],
] as const)('%o is no question for a Service', ([traffic, message]) => {
  expect(() => predictPath(withService(), 'worker', 'default/app', traffic)).toThrow(message)
})

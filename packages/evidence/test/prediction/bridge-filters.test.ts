import { expect, it } from 'vitest'
import { predictPath, type PathLab, type PredictedWay } from '@underlay/evidence'
import { pathLab } from '../build/path-labs.ts'

const base = pathLab({ flannel: { backend: 'vxlan', directRouting: true } })
const [own] = base.pods
const second = { place: 'pod/second', node: 'control-plane', ips: ['10.98.0.9'], hostInterface: 'veth-second' }
const pods = [...base.pods, second]

function labWith(endpoints: readonly string[], bridgeFilters: PathLab['bridgeFilters']): PathLab {
  const ports = [{ protocol: 'tcp', port: 8080, endpoints: endpoints.map((ip) => ({ ip, port: 80 })) }] as const
  const services = [{ namespace: 'default', name: 'app', clusterIps: ['10.96.0.11'], ports }]
  return { ...base, pods, services, ...(bridgeFilters && { bridgeFilters }) }
}

function toService(endpoint: string, bridgeFilters?: PathLab['bridgeFilters']) {
  const lab = labWith([endpoint], bridgeFilters)
  const [path] = predictPath(lab, own?.place ?? '', 'default/app', { protocol: 'tcp', port: 8080 }).paths
  return [path?.forward, path?.reverse].map((way) => way && shown(way))
}

function shown({ hops }: PredictedWay): readonly string[] {
  return hops
    .filter(({ place }) => place === 'control-plane')
    .map(({ device, motion, headers }) => {
      const ip = headers.findLast(({ name }) => name === 'ip')?.fields
      return `${motion} ${device} ${ip?.['ip.src']} → ${ip?.['ip.dst']} ttl ${ip?.['ip.ttl']}`
    })
}

const [here = '', there = ''] = base.pods.map(({ ips }) => ips[0])
const both = { 'control-plane': [4, 6] } as const

it('the destination is an endpoint’s before the packet comes in by the bridge', () => {
  const [forward, reverse] = toService(there, both)
  expect(forward).toEqual([
    `in veth-control-pl ${here} → 10.96.0.11 ttl 64`,
    `in cni0 ${here} → ${there} ttl 64`,
    `out net0 ${here} → ${there} ttl 63`,
  ])
  expect(toService(there)[0]?.[1]).toBe(`in cni0 ${here} → 10.96.0.11 ttl 64`)
  expect(reverse?.at(-1)).toBe(`out veth-control-pl 10.96.0.11 → ${here} ttl 62`)
})

it('a pod behind the same bridge is reached without a router, and its answer gets the Service’s address', () => {
  expect(toService('10.98.0.9', both)).toEqual([
    [`in veth-control-pl ${here} → 10.96.0.11 ttl 64`, `out veth-second ${here} → 10.98.0.9 ttl 64`],
    [`in veth-second 10.98.0.9 → ${here} ttl 64`, `out veth-control-pl 10.96.0.11 → ${here} ttl 64`],
  ])
})

it('a pod that reaches itself is masqueraded, and nobody routes', () => {
  expect(toService(here, both)).toEqual([
    [`in veth-control-pl ${here} → 10.96.0.11 ttl 64`, `out veth-control-pl 10.98.0.1 → ${here} ttl 64`],
    [`in veth-control-pl ${here} → 10.98.0.1 ttl 64`, `out veth-control-pl 10.96.0.11 → ${here} ttl 64`],
  ])
})

it('what is of no Service only passes', () => {
  const [path] = predictPath(labWith([here], both), own?.place ?? '', second.place).paths
  expect(path && shown(path.forward)).toEqual([
    `in veth-control-pl ${here} → 10.98.0.9 ttl 64`,
    `out veth-second ${here} → 10.98.0.9 ttl 64`,
  ])
})

import { setTimeout } from 'node:timers/promises'
import type { ClusterModel, FabricModel } from '@underlay/configs'
import { LabTimeoutError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { readInterfaces } from '../../interfaces/interfaces.ts'
import { fabricNamespaces, known } from '../places.ts'

/** An address that a fabric declares, and where: `worker2:net0 10.1.8.10/24`. */
interface DeclaredAddress {
  readonly namespace: string
  readonly device: string
  readonly address: string
}

/**
 * The addresses that a topology and its gateways' configurations give to the ends of links.
 *
 * @example
 * ```ts
 * declaredAddresses(fabric, cluster)[0] // { namespace: 'control-plane', device: 'net0', address: '10.1.5.10/24' }
 * ```
 */
export function declaredAddresses(fabric: FabricModel, cluster: ClusterModel): readonly DeclaredAddress[] {
  const namespaces = fabricNamespaces(fabric, cluster)
  const nodes = [...fabric.servers, ...fabric.hosts].flatMap(({ name, addresses }) =>
    addresses.map(({ interface: device, address }) => ({ namespace: known(namespaces, name), device, address })),
  )
  const wired = new Set(fabric.links.flatMap(({ endpoints }) => endpoints.map((end) => `${end.node}:${end.interface}`)))
  const gateways = fabric.gateways.flatMap(({ name, gateway }) =>
    gateway.interfaces
      .filter((device) => wired.has(`${name}:${device.name}`))
      .flatMap(({ name: device, addresses }) => addresses.map((address) => ({ namespace: name, device, address }))),
  )
  return [...nodes, ...gateways]
}

/** The declared addresses that are not there; all of a place that cannot be entered. */
export async function missingAddresses(
  host: Host,
  declared: readonly DeclaredAddress[],
): Promise<readonly DeclaredAddress[]> {
  const namespaces = [...new Set(declared.map(({ namespace }) => namespace))]
  const found = await Promise.all(
    namespaces.map(async (namespace) => {
      const devices = await readInterfaces(host, namespace).catch(() => [])
      return devices.flatMap(({ name, addresses }) => addresses.map((address) => `${namespace}:${name} ${address}`))
    }),
  )
  const there = new Set(found.flat())
  return declared.filter(({ namespace, device, address }) => !there.has(`${namespace}:${device} ${address}`))
}

const pauseMs = 250

/**
 * Waits until every declared address is there: a gateway such as VyOS reads its configuration long after its container
 * has started.
 *
 * @param options.timeoutMs default 180000.
 * @throws LabTimeoutError with the addresses that did not come.
 */
export async function awaitAddresses(
  host: Host,
  declared: readonly DeclaredAddress[],
  { timeoutMs = 180_000 }: { readonly timeoutMs?: number } = {},
): Promise<void> {
  const endMs = performance.now() + timeoutMs
  let missing = declared
  for (;;) {
    missing = await missingAddresses(host, missing)
    if (missing.length === 0) return
    if (performance.now() > endMs) break
    await setTimeout(pauseMs)
  }
  const lines = missing.map(({ namespace, device, address }) => `${namespace}:${device} has no ${address}`)
  const fix = 'look into the gateway by docker logs and docker exec'
  throw new LabTimeoutError('the addresses of the fabric', timeoutMs, lines.join(', '), fix)
}

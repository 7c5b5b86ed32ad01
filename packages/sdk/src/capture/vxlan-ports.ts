import type { CniModel } from '@underlay/configs'

/** The UDP ports of a CNI's VXLAN, flannel's 8472; as an option of who decodes, empty where there is none. */
export function vxlanPortsOf(cni: Pick<CniModel, 'pools'> | undefined): { readonly vxlanPorts?: readonly number[] } {
  const ports = new Set(cni?.pools.flatMap(({ tunnel }) => tunnel?.port ?? []))
  return ports.size > 0 ? { vxlanPorts: [...ports] } : {}
}

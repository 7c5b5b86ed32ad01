import { cidrContains } from '../address/cidr.ts'

/** An address that a document gives to an interface, and how to say that it cannot have it. */
export interface Claim {
  /** containerlab's name of the node. */
  readonly node: string
  readonly interface: string
  /** A CIDR of either family. */
  readonly address: string
  readonly refuse: (message: string) => void
}

/** The address of a CIDR without its prefix length. */
export function hostPart(cidr: string): string {
  return cidr.split('/')[0] ?? cidr
}

/** Whether the address of a CIDR means something on its link alone: others may have it on theirs. */
export function isLinkLocal(cidr: string): boolean {
  const address = hostPart(cidr)
  return cidrContains('fe80::/10', address) || cidrContains('169.254.0.0/16', address)
}

/** An address that a document gives to an interface, and how to say that it cannot have it. */
export interface Claim {
  /** containerlab's name of the node. */
  readonly node: string
  readonly interface: string
  /** IPv4 CIDR. */
  readonly address: string
  readonly refuse: (message: string) => void
}

/** The address of a CIDR without its prefix length. */
export function hostPart(cidr: string): string {
  return cidr.split('/')[0] ?? cidr
}

/** What wires a fabric: the containerlab binary, or the SDK itself. */
export type FabricDriver = 'containerlab' | 'built-in'

/** Which driver is asked for; `auto` takes containerlab where the binary is there and works, else the built-in wiring. */
export type FabricDriverChoice = 'auto' | FabricDriver

/**
 * The name by which the namespace of the machine that Docker runs on is known in the lab's helper; there containerlab
 * expects the bridges. The underscore keeps it apart from every name that a topology can have.
 */
export const hostNamespace = '_host'

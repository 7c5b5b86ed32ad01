/** The LINKTYPE_ value of packets that begin with this layer; undefined where the layer does not tell. */
export function linkTypeOf(name: string | undefined, hasInterfaceIndex: boolean): number | undefined {
  switch (name) {
    case 'null':
      return 0
    case 'eth':
      return 1
    case 'raw':
    case 'ip':
    case 'ipv6':
      return 101
    case 'sll':
      return hasInterfaceIndex ? 276 : 113
    default:
      return undefined
  }
}

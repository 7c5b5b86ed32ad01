import type { BgpSession } from './session.ts'

/**
 * The BGP sessions in what `birdc show protocols all` says: a line with name, protocol, table, state, since and info, and
 * below it the session's own lines, further in.
 */
export function parseBirdSessions(node: string, output: string): BgpSession[] {
  return output.split(/^(?=\S)/m).flatMap((block) => {
    const [head = ''] = block.split('\n')
    const columns = head.trim().split(/\s+/)
    if (columns[1] !== 'BGP') return []
    const value = (name: string): string | undefined => new RegExp(`^\\s+${name}:\\s+(\\S+)`, 'm').exec(block)?.[1]
    const [, received = '0', sent = '0'] =
      /^\s+Routes:\s+(\d+) imported, (?:\d+ filtered, )?(\d+) exported/m.exec(block) ?? []
    const localAs = value('Local AS')
    return [
      {
        node,
        name: columns[0] ?? '',
        state: columns.slice(5).join(' ') || (columns[3] ?? ''),
        neighbor: value('Neighbor address') ?? '',
        remoteAs: Number(value('Neighbor AS') ?? 0),
        localAs: localAs === undefined ? undefined : Number(localAs),
        prefixesReceived: Number(received),
        prefixesSent: Number(sent),
      },
    ]
  })
}

import { bufferToAskFor } from './kernel-buffer.ts'
import type { Tap } from './tap.ts'

/** How a tap captures. */
export interface TapSettings {
  /** libpcap's language. */
  readonly filter?: string | undefined
  readonly snapLengthBytes: number
  /** Bytes of the kernel's buffer. */
  readonly bufferBytes: number
}

/** What runs at a tap. */
export function tcpdumpArgv({ device }: Tap, { filter, snapLengthBytes, bufferBytes }: TapSettings): readonly string[] {
  const buffer = String(Math.ceil(bufferToAskFor(bufferBytes, snapLengthBytes) / 1024))
  // Without immediate mode the kernel keeps packets back for a second, and a short test loses them all.
  const options = ['--immediate-mode', '-U', '-n', '-B', buffer, '-s', String(snapLengthBytes), '-w', '-']
  return ['tcpdump', '-i', device, ...options, ...(filter === undefined ? [] : ['--', filter])]
}

/** What is wanted, without the stream that carries it: a tap that captures its own never ends. */
export function filterFor(wanted: string | undefined, ownTraffic: string | undefined): string | undefined {
  if (ownTraffic === undefined) return wanted
  return wanted === undefined ? `not (${ownTraffic})` : `(${wanted}) and not (${ownTraffic})`
}

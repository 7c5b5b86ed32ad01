import type { TapSettings } from './tcpdump-argv.ts'
import { defaultSnapLengthBytes } from './capture.ts'
import { kernelBufferBytes } from './kernel-buffer.ts'

/** How the taps of a stream capture, with what was not chosen. */
export function settingsOf(taps: readonly string[], options: Partial<TapSettings>): TapSettings {
  const { filter, snapLengthBytes = defaultSnapLengthBytes, bufferBytes = kernelBufferBytes(taps.length) } = options
  return { filter, snapLengthBytes, bufferBytes }
}

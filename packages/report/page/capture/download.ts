import type { OpenCapture } from './open-capture.ts'

const keepMs = 60_000

/** Lets the browser save a capture's file as it is. */
export function download({ name, pcapng }: Pick<OpenCapture, 'name' | 'pcapng'>): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(pcapng)], { type: 'application/x-pcapng' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.pcapng`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), keepMs)
}

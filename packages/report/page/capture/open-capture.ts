import { readCapture, type CaptureFile, type CaptureInterface } from '@underlay/packet'
import type { ReportCapture } from '@underlay/evidence'

/** A capture of the report, read as far as it can be. */
export interface OpenCapture {
  readonly name: string
  readonly title: string
  readonly pcapng: Uint8Array
  readonly file: CaptureFile
  readonly startedAt?: string
  readonly vxlanPorts?: readonly number[]
  /** Why packets are missing; absent when all of the file was read. */
  readonly problem?: string
}

const nothing: CaptureFile = { format: 'pcapng', interfaces: [], packets: [] }

/** Reads a capture; one that cannot be read has no packets and says why. */
export function openCapture({ pcapng, ...known }: ReportCapture): OpenCapture {
  try {
    const file = readCapture(pcapng)
    const { truncated } = file
    if (truncated === undefined) return { ...known, pcapng, file }
    return {
      ...known,
      pcapng,
      file,
      problem: `The file ends early: ${truncated.message}. What comes before it is shown.`,
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ...known, pcapng, file: nothing, problem: `This file cannot be read: ${reason}` }
  }
}

/** An interface's name as a tap. */
export function tapOf({ id, name }: CaptureInterface): string {
  return name ?? `interface ${id}`
}

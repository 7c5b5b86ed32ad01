import { LabError } from '../errors.ts'

/** Where a capture ends, or what it keeps; the terms are those of dumpcap. */
export interface CaptureLimits {
  /** Ends the capture so many milliseconds after it is armed (`-a duration`). */
  readonly durationMs?: number
  /** Ends the capture after so many packets of all taps (`-c`). */
  readonly packets?: number
  /** Keeps the latest packets only, so many bytes of them (`-b filesize`); older ones count as dropped. */
  readonly ringBytes?: number
  /**
   * Keeps the latest packets also in so many files of `ringBytes` each, `<name>_00001.pcapng` and on, as long as the capture runs
   * (`-b files`): if the script dies they stay, else the capture's own file takes their place.
   */
  readonly ringFiles?: number
}

/**
 * Refuses limits that are none.
 *
 * @throws LabError
 */
export function checkLimits(limits: CaptureLimits): void {
  const { durationMs, packets, ringBytes, ringFiles } = limits
  for (const [name, value] of Object.entries({ durationMs, packets, ringBytes, ringFiles })) {
    if (value === undefined) continue
    const isWhole = name === 'durationMs' || Number.isInteger(value)
    if (!(value > 0) || !isWhole) throw new LabError(`${name} is ${value}`, 'a number above 0')
  }
  if (ringFiles !== undefined && ringBytes === undefined) {
    throw new LabError('ringFiles says how many files, not how long one is', 'ringBytes: 10_000_000')
  }
}

/** Bytes that a ring keeps in all; undefined when there is none. */
export function ringTotal({ ringBytes, ringFiles = 1 }: CaptureLimits): number | undefined {
  return ringBytes === undefined ? undefined : ringBytes * ringFiles
}

/** Which limits a capture has reached, in words; undefined for none. */
export function describeReached(
  limits: CaptureLimits,
  reached: { readonly duration: boolean; readonly packets: boolean; readonly discarded: number },
): string | undefined {
  const said = [
    ...(reached.duration ? [`durationMs: ${limits.durationMs} ms were over`] : []),
    ...(reached.packets ? [`packets: ${limits.packets} had come`] : []),
    ...(reached.discarded > 0
      ? [`ringBytes: ${ringTotal(limits)} bytes were full, ${reached.discarded} older packets were discarded`]
      : []),
  ]
  return said.length === 0 ? undefined : said.join('; ')
}

import { formatJunit, formatVerification, type LabVerification } from '@underlay/sdk'
import { commandLine } from '../command/command-line.ts'
import type { LabArgs } from '../lab/lab-args.ts'
import type { OutputFormat } from '../output/output-args.ts'
import { writeOutputFile } from '../output/output-file.ts'
import { writeData } from '../output/write-output.ts'
import { nextCommand } from './next-command.ts'

/** How a verification is written. */
export interface WriteVerificationOptions {
  readonly format: OutputFormat
  /** A file, or `-`. */
  readonly junit: string | undefined
  /** Which lab was asked about. */
  readonly args: LabArgs
}

/**
 * Writes a verification on standard output; JUnit's XML into its file, or in place of the table.
 *
 * @throws UsageError when the file cannot be written; the table is written then.
 */
export async function writeVerification(
  verification: LabVerification,
  { format, junit, args }: WriteVerificationOptions,
): Promise<void> {
  if (junit === '-') {
    process.stdout.write(formatJunit(verification))
    process.stderr.write(`${verification.summary}\n`)
    return
  }
  await writeData(verification, format, (wide) => {
    const text = formatVerification(verification, { wide, next: (finding) => nextCommand(finding, args) })
    return verification.findings.length > 0 ? text : `${text}\n  next: ${commandLine(['inspect'], args)}`
  })
  // The table is told even where the file cannot be written.
  if (junit === undefined) return
  await writeOutputFile(junit, formatJunit(verification))
  process.stderr.write(`JUnit: ${junit}\n`)
}

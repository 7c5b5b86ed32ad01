import { UsageError } from '../command/usage-error.ts'

/** Where packets are to go, as it was asked for. */
export interface WantedOutputs {
  readonly write?: string | undefined
  readonly output?: 'table' | 'json' | undefined
  readonly json?: boolean | undefined
  readonly ringBytes?: number | undefined
  readonly ringFiles?: number | undefined
}

/** Where packets go. */
export interface ChosenOutputs {
  readonly stdout: 'rows' | 'json' | 'pcapng'
  /** The path of a pcapng. */
  readonly file?: string
}

/**
 * Decides what goes to standard output: rows in a terminal, a pcapng in a pipe, unless a file is written or a form is asked for.
 *
 * @throws UsageError for what cannot be, and for a pcapng on a terminal.
 */
export function chooseOutputs(wanted: WantedOutputs, isTerminal: boolean): ChosenOutputs {
  const { write, output, json = false, ringBytes, ringFiles } = wanted
  if (json && output === 'table') throw new UsageError('--json and -o table are two forms', 'give one of them')
  const form = json ? 'json' : output
  const file = write === undefined || write === '-' ? undefined : write
  if (ringFiles !== undefined && ringBytes === undefined) {
    throw new UsageError('--ring-files says how many files, not how long one is', 'add --ring-bytes 10M')
  }
  if (ringBytes !== undefined && file === undefined) {
    throw new UsageError('--ring-bytes parts a file, and none is written', 'add -w name.pcapng')
  }
  if (write === '-' && form !== undefined) {
    throw new UsageError(
      `-w - writes a pcapng on standard output, -o ${form} another form`,
      'give one of them, or -w file',
    )
  }
  if (write === '-' && isTerminal) {
    throw new UsageError('-w - would write a pcapng on the terminal', '| wireshark -k -i -, or -w file.pcapng')
  }
  const isPcapng = form === undefined && (write === '-' || (write === undefined && !isTerminal))
  return {
    stdout: isPcapng ? 'pcapng' : form === 'json' ? 'json' : 'rows',
    ...(file !== undefined && { file }),
  }
}

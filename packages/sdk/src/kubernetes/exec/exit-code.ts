import { LabError } from '../../errors.ts'

/** The status that ends an exec: a `Status` object on channel 3. */
interface ExecStatus {
  readonly status?: string
  readonly reason?: string
  readonly message?: string
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] }
}

/**
 * Reads the exit code out of the status that ends an exec.
 *
 * @throws LabError when the command could not be started.
 * @example
 * ```ts
 * readExitCode('{"status":"Success"}', 'Pod lab/app') // 0
 * ```
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/util/remotecommand/constants.go
 */
export function readExitCode(text: string, subject: string): number {
  const { status, reason, message, details } = parse(text)
  if (status === 'Success') return 0
  const code = details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message
  if (reason === 'NonZeroExitCode' && code !== undefined) return Number(code)
  throw new LabError(`${subject}: ${message ?? text}`, 'see that the container runs and has the command')
}

function parse(text: string): ExecStatus {
  try {
    return (JSON.parse(text) as ExecStatus | null) ?? {}
  } catch {
    return {}
  }
}

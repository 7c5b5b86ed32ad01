import { dockerUnreachable } from '../../docker/unreachable.ts'
import { EngineError, ToolMissingError } from '../../errors.ts'

/**
 * Does something with a kind lab that Docker is asked for. Where Docker cannot be, the error says of which lab, what cannot be
 * done, and what to do once Docker answers.
 *
 * @param purpose `ended`, `reached`
 * @param next What to do then, as it is typed.
 * @throws EngineError where Docker does not answer, or is not there; else what it throws itself.
 */
export async function askingDocker<T>(
  lab: string,
  { purpose, next }: { readonly purpose: string; readonly next: string },
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!isUnreached(error)) throw error
    const [what = ''] = error.message.split('\n')
    const options = { cause: error }
    throw new EngineError(
      `the kind lab ${lab} cannot be ${purpose}: ${what}`,
      `${error.fix ?? ''}; then ${next}`,
      options,
    )
  }
}

function isUnreached(error: unknown): error is EngineError | ToolMissingError {
  if (error instanceof ToolMissingError) return error.tool === 'docker'
  return error instanceof EngineError && dockerUnreachable(error.message, '') !== undefined
}

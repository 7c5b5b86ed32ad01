import { LabError } from '../../errors.ts'
import type { Answer } from './request.ts'

/**
 * Reads the JSON object of an answer.
 *
 * @throws LabError when it is none: something between us and the API server has answered.
 */
export function readBody<T extends object>({ body }: Answer, subject: string): T {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null) return value as T
  } catch {
    // Told below.
  }
  throw new LabError(
    `${subject}: the answer is no JSON object: ${body.slice(0, 200)}`,
    'see that the server is a Kubernetes API',
  )
}

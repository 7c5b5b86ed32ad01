import { setTimeout as wait } from 'node:timers/promises'
import { LabTimeoutError } from '../../errors.ts'
import { pauseMs } from '../watch/follow.ts'
import type { Connection } from './connection.ts'
import { reasonOf } from './reason.ts'
import { readStatus } from './refusal.ts'
import { send } from './request.ts'

const askMs = 5000

/**
 * Waits until the API server says that it is ready. One that starts refuses before, and forbids even its administrator:
 * it has not read yet who may do what.
 *
 * @throws LabTimeoutError with what it said last.
 * @see https://kubernetes.io/docs/reference/using-api/health-checks/
 */
export async function awaitReady(connection: Connection, timeoutMs: number): Promise<void> {
  const lateMs = performance.now() + timeoutMs
  for (let failures = 1; ; failures += 1) {
    const seen = await send(connection, { path: '/readyz', timeoutMs: askMs }).then(
      (answer) => (answer.status === 200 ? undefined : readStatus(answer).message),
      reasonOf,
    )
    if (seen === undefined) return
    if (performance.now() > lateMs) {
      throw new LabTimeoutError(`the Kubernetes API at ${connection.place} to be ready`, timeoutMs, seen)
    }
    await wait(pauseMs(failures))
  }
}

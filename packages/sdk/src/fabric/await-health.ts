import { setTimeout } from 'node:timers/promises'
import type { Healthcheck } from '@underlay/configs'
import { CommandError, LabTimeoutError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { runExecLines, type ExecNode } from '../host/exec-lines.ts'

/**
 * Waits until a node's healthcheck ends with 0: after its start period as many times as it may fail, each an interval
 * after the other, and as long before. A test that takes longer than its timeout is killed, and has failed.
 *
 * @throws LabTimeoutError with what the test said last.
 */
export async function awaitHealth(
  host: Host,
  node: Omit<ExecNode, 'lines'>,
  { argv, intervalSeconds, retries, timeoutSeconds, startPeriodSeconds }: Healthcheck,
): Promise<void> {
  const begin = performance.now()
  for (let failures = 0; ;) {
    const said = await test(host, { ...node, timeoutMs: timeoutSeconds * 1000, lines: [{ argv }] })
    if (said === undefined) return
    if (performance.now() - begin >= startPeriodSeconds * 1000) failures++
    if (failures > retries) {
      const tookMs = Math.round(performance.now() - begin)
      throw new LabTimeoutError(`${node.name} to become healthy`, tookMs, said)
    }
    await setTimeout(Math.max(intervalSeconds, 0.1) * 1000)
  }
}

async function test(host: Host, node: ExecNode): Promise<string | undefined> {
  try {
    await runExecLines(host, [node])
    return undefined
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof LabTimeoutError)) throw error
    return error.message
  }
}

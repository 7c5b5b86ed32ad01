import { EngineError } from '../../errors.ts'
import { beforeDeadline } from '../deadline.ts'
import type { Monitor } from './monitor.ts'

const stateDeadlineMs = 10_000

/** The guest's memory is a file of its own, and no part of the state. */
export const ignoreShared = { capabilities: [{ capability: 'x-ignore-shared', state: true }] }

/**
 * Lets QEMU write the state of a guest's devices to its descriptor 5; the guest is stopped then.
 *
 * @throws EngineError when it cannot; LabTimeoutError when it takes too long.
 */
export async function writeState(monitor: Monitor): Promise<void> {
  const over = monitor.event('MIGRATION', ({ status }) => status === 'completed' || status === 'failed')
  over.catch(() => {})
  await monitor.execute('migrate-set-capabilities', ignoreShared)
  await monitor.execute('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] })
  // It takes a descriptor only from who can pass one over the monitor; the shell's parent is QEMU.
  await monitor.execute('migrate', { uri: 'exec:cat >/proc/$PPID/fd/5' })
  const { status } = await beforeDeadline(over, {
    what: 'the state of the devices',
    timeoutMs: stateDeadlineMs,
    lastSeen: () => 'QEMU writes it',
  })
  if (status === 'failed') throw new EngineError('QEMU could not write the state of its devices')
}

import { LabError } from '../../errors.ts'

const AT_ONCE = 8

/**
 * Does the same with every item, eight at a time, in their order; one failure does not keep the others from being done.
 *
 * @throws what failed; where several did, a LabError with all of their messages.
 */
export async function everyOne<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const settled: PromiseSettledResult<R>[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) [settled[index]] = await Promise.allSettled([work(item)])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const errors = settled.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown)
  if (errors.length === 0) return settled.map((one) => (one as PromiseFulfilledResult<R>).value)
  const others = errors.filter((error) => !(error instanceof LabError))
  if (errors.length === 1 || others.length > 0) throw others[0] ?? errors[0]
  const lines = (errors as LabError[]).map(({ message }) => message.replaceAll('\n', '\n  '))
  throw new LabError([`${errors.length} of ${items.length} objects failed:`, ...new Set(lines)].join('\n  '))
}

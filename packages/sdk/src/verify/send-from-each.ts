import type { Endpoint } from '../cluster/cluster.ts'
import type { Direction } from './scope.ts'

/** A direction with its number. */
interface Numbered<D> {
  readonly direction: D
  readonly index: number
}

/** Does something for all directions of each sender and family at once; gives the answers in the directions' order. */
export async function sendFromEach<D extends Direction, A>(
  directions: readonly D[],
  send: (from: Endpoint, own: readonly Numbered<D>[]) => Promise<readonly A[]>,
): Promise<readonly A[]> {
  const numbered = directions.map((direction, index) => ({ direction, index }))
  const senders = Map.groupBy(numbered, ({ direction: { from, family } }) => `${family} ${from.endpoint.place}`)
  const answers: A[] = []
  await Promise.all(
    [...senders.values()].map(async (own) => {
      const [first] = own
      if (first === undefined) return
      const given = await send(first.direction.from.endpoint, own)
      for (const [nth, { index }] of own.entries()) answers[index] = given[nth] as A
    }),
  )
  return answers
}

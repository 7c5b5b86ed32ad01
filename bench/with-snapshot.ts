/** Does something where microVMs start from a snapshot, or boot. */
export async function withSnapshot<T>(value: 'on' | 'off', action: () => Promise<T>): Promise<T> {
  const before = process.env.UNDERLAY_SNAPSHOT
  process.env.UNDERLAY_SNAPSHOT = value
  try {
    return await action()
  } finally {
    if (before === undefined) delete process.env.UNDERLAY_SNAPSHOT
    else process.env.UNDERLAY_SNAPSHOT = before
  }
}

/** A time of ns as `12.345 ms`. */
export function formatMilliseconds(ns: bigint): string {
  return `${(Number(ns) / 1e6).toFixed(3)} ms`
}

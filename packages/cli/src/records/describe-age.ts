const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const

/** A time span as people read it, in its largest unit: `3h`. */
export function describeAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const unit = units.find(([, size]) => seconds >= size)
  return unit === undefined ? `${seconds}s` : `${Math.floor(seconds / unit[1])}${unit[0]}`
}

const keptBits = 10

/**
 * Makes the texts of 32-bit numbers and keeps the last 1024: a capture has few addresses and ports, each many times, and a
 * text that is found need not be made.
 */
export function keepTexts(makeText: (value: number) => string): (value: number) => string {
  const values = new Float64Array(1 << keptBits).fill(-1)
  const texts = Array.from({ length: 1 << keptBits }, () => '')
  return (value) => {
    const place = keptPlace(value)
    if (values[place] === value) return texts[place] ?? ''
    const text = makeText(value)
    values[place] = value
    texts[place] = text
    return text
  }
}

/** One of 1024 places for a 32-bit number: neighbours differ in their last bits, which the multiplication spreads. */
export function keptPlace(value: number): number {
  return Math.imul(value, 0x9e3779b1) >>> (32 - keptBits)
}

/** Places that `keptPlace` gives. */
export const keptPlaces = 1 << keptBits

import type { StreamedTaps } from '@underlay/sdk'

/**
 * What came of a capture, in lines for people.
 *
 * @param file what was written, a pattern where it is several files.
 */
export function describeStreamed(
  { taps, shown, missed, isCut }: StreamedTaps,
  file: string | undefined,
): readonly string[] {
  const read = sum(taps.map(({ packets }) => packets))
  const dropped = sum(taps.map((tap) => tap.dropped))
  const where = taps.length === 1 ? `at ${taps[0]?.tap}` : `at ${taps.length} taps`
  const what = `${shown === read ? '' : `${shown} of `}${read} ${read === 1 ? 'packet' : 'packets'}`
  const idle = read === 0 ? [] : taps.filter(({ packets }) => packets === 0).map(({ tap }) => tap)
  const lossy = taps.filter((tap) => tap.dropped > 0)
  return [
    `${what} ${where}, ${dropped} dropped${file === undefined ? '' : `, in ${file}`}`,
    ...(idle.length === 0 ? [] : [`  nothing at ${some(idle)}`]),
    ...lossy.map((tap) => `  ${tap.tap} dropped ${tap.dropped} of ${tap.received}`),
    ...taps.flatMap(({ tap, lost }) => (lost === undefined ? [] : [`  ${tap} ended before the others: ${lost}`])),
    ...(missed > 0
      ? [`  whoever reads the output was too slow for ${missed} of them, which are only in the file`]
      : []),
    ...(isCut ? ['  whoever reads the output did not take all of it: its end is cut off'] : []),
    ...(isCut && file === undefined ? ['  fix: -w x.pcapng, which waits for no pipe'] : []),
    ...(dropped > 0 ? ['  fix: fewer packets by -f, or less of each by -s 128'] : []),
  ]
}

function some(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 8), names.slice(8)]
  return `${shown.join(', ')}${more.length === 0 ? '' : ` and ${more.length} more`}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

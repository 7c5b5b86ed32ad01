import type { StreamedTaps } from '@underlay/sdk'

/** What came of a capture, in lines for people. */
export function describeStreamed({ taps, shown }: StreamedTaps, file: string | undefined): readonly string[] {
  const read = sum(taps.map(({ packets }) => packets))
  const dropped = sum(taps.map((tap) => tap.dropped))
  const where = taps.length === 1 ? `at ${taps[0]?.tap}` : `at ${taps.length} taps`
  const what = `${shown === read ? '' : `${shown} of `}${read} ${read === 1 ? 'packet' : 'packets'}`
  const lossy = taps.filter((tap) => tap.dropped > 0)
  return [
    `${what} ${where}, ${dropped} dropped${file === undefined ? '' : `, in ${file}`}`,
    ...lossy.map((tap) => `  ${tap.tap} dropped ${tap.dropped} of ${tap.received}`),
    ...(dropped > 0 ? ['  fix: fewer packets by -f, or less of each by -s 128'] : []),
  ]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

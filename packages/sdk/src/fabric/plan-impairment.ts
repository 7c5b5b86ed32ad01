import type { Impairment } from '@underlay/configs'

// netem holds back as many packets: at 10 Gbit/s the default of 1000 would drop what a delay of one millisecond keeps.
const LIMIT = 100_000
const HEADER_BYTES = 18

/**
 * The instruction that makes a device delay, lose or slow down what it sends; a rate alone needs no netem.
 *
 * @see https://man7.org/linux/man-pages/man8/tc-netem.8.html
 */
export function planImpairment(device: string, mtuBytes: number, impairment: Impairment = {}): readonly string[] {
  const { delayMs, jitterMs, lossPercent, rateKbit } = impairment
  if (delayMs === undefined && lossPercent === undefined) {
    if (rateKbit === undefined) return []
    // A burst of ten milliseconds, and of two packets at least.
    const burst = Math.max(Math.ceil((rateKbit / 8) * 10), 2 * (mtuBytes + HEADER_BYTES))
    return [`tc qdisc replace dev ${device} root tbf rate ${rateKbit}kbit burst ${burst} latency 50ms`]
  }
  const words = [
    ...(delayMs === undefined ? [] : [`delay ${delayMs}ms${jitterMs === undefined ? '' : ` ${jitterMs}ms`}`]),
    ...(lossPercent === undefined ? [] : [`loss ${lossPercent}%`]),
    ...(rateKbit === undefined ? [] : [`rate ${rateKbit}kbit`]),
  ]
  return [`tc qdisc replace dev ${device} root netem limit ${LIMIT} ${words.join(' ')}`]
}

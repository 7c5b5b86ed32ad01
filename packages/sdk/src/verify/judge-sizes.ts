import { randomBytes } from 'node:crypto'
import type { Cluster } from '../cluster/cluster.ts'
import { readLinks } from '../prediction/read-links.ts'
import { echoHeaderBytes } from '../traffic/ping.ts'
import { pingMany, type ManyPinged } from '../traffic/ping-many.ts'
import type { Foreseen } from './foresee.ts'
import { decided, finding, headOf, undecided } from './judge-way.ts'
import { sendFromEach } from './send-from-each.ts'
import type { LayerFinding } from './verification.ts'

/** The largest packet that should pass, and who says so. */
interface Limit {
  readonly bytes: number
  readonly by: 'documents' | 'devices'
}

/** What came of the largest size, and of one byte more. */
interface Sized {
  readonly limit: Limit
  readonly fits: ManyPinged
  readonly above: ManyPinged
}

/** One loss may be chance. */
const echoes = 2

/** `mtu` of all directions: both sizes are sent at once, in one piece; the answers are as large, so both ways are tried. */
export async function judgeSizes(
  cluster: Cluster,
  directions: readonly Foreseen[],
  timeoutMs: number,
): Promise<readonly LayerFinding[]> {
  const limits = await limitsOf(cluster, directions)
  const answers = await sendFromEach(directions, async (endpoint, own): Promise<readonly (Sized | undefined)[]> => {
    const known = own.flatMap(({ direction, index }) => {
      const limit = limits[index]
      return limit === undefined ? [] : [{ index, limit, address: direction.to.address }]
    })
    const targets = known.flatMap(({ limit, address }) =>
      [limit.bytes, limit.bytes + 1].map((bytes) => ({
        address,
        mark: randomBytes(16),
        sizeBytes: bytes - echoHeaderBytes(address),
      })),
    )
    const said = await pingMany(endpoint, targets, { count: echoes, timeoutMs, dontFragment: true })
    const sized = new Map(
      known.flatMap(({ index, limit }, nth) => {
        const [fits, above] = said.slice(2 * nth, 2 * nth + 2)
        return fits === undefined || above === undefined ? [] : [[index, { limit, fits, above }] as const]
      }),
    )
    return own.map(({ index }) => sized.get(index))
  })
  return directions.map((direction, index) => judgeSize(direction, answers[index]))
}

/** Judges what came of both sizes; a path that carries nothing shows nothing of sizes. */
export function judgeSize(direction: Foreseen, sized: Sized | undefined): LayerFinding {
  const head = headOf(direction)
  if (sized === undefined) {
    const why = direction.unknown ?? 'no size is predicted'
    return finding('mtu', direction, undecided(`${head}: ${why}`))
  }
  const { limit, fits, above } = sized
  const whose = limit.by === 'devices' ? `, the MTU of both ends’ devices,` : ''
  const verdictOf = (outcome: 'pass' | 'fail' | 'inconclusive', text: string) =>
    finding('mtu', direction, { ...decided(outcome, `${head}: ${text}`), expected: limit.bytes })
  if (fits.received > 0 && above.received === 0) {
    return verdictOf('pass', `${limit.bytes} bytes${whose} pass, one more does not`)
  }
  if (above.received > 0) return verdictOf('fail', `${limit.bytes + 1} bytes pass, expected at most ${limit.bytes}`)
  const said = fits.refused === undefined ? '' : `: ${fits.refused}`
  if (limit.by === 'documents') return verdictOf('fail', `${limit.bytes} bytes do not pass${said}, predicted they do`)
  return verdictOf('inconclusive', `${limit.bytes} bytes${whose} do not pass${said}, and no document says what should`)
}

async function limitsOf(cluster: Cluster, directions: readonly Foreseen[]): Promise<readonly (Limit | undefined)[]> {
  const unknown = directions.filter(({ prediction }) => prediction === undefined)
  const places = [...new Set(unknown.flatMap(({ from, to }) => [from.endpoint.place, to.endpoint.place]))]
  const { mtus } =
    places.length === 0 ? { mtus: new Map<string, number>() } : await readLinks(cluster.internals, places)
  return directions.map(({ prediction, from, to }) => {
    const ways = prediction?.paths.flatMap(({ forward, reverse }) => [forward, reverse]) ?? []
    if (ways.some(({ lost }) => lost !== undefined)) return undefined
    if (ways.length > 0) {
      return { bytes: Math.min(...ways.map(({ largestPacketBytes }) => largestPacketBytes)), by: 'documents' }
    }
    const devices = [from, to].map(({ endpoint, taps }) => {
      const own = endpoint.place.startsWith('pod/') ? [`${endpoint.place}:eth0`] : taps
      return Math.min(...own.flatMap((tap) => mtus.get(tap) ?? []))
    })
    const bytes = Math.min(...devices)
    return Number.isFinite(bytes) && devices.every(Number.isFinite) ? { bytes, by: 'devices' } : undefined
  })
}

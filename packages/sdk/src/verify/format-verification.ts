import { formatTable } from '../output/format-table.ts'
import { failingPairs, namePair, withoutPair, type FailingPair } from './failing-pairs.ts'
import { countOutcomes, verifyLayers, type LabVerification, type LayerFinding } from './verification.ts'

/** How a verification is printed. */
export interface FormatVerificationOptions {
  /** Every finding instead of the counts of each layer, and every pair that failed; default false. */
  readonly wide?: boolean
  /** The command to run next about a finding; default none is offered. */
  readonly next?: (finding: LayerFinding) => string
}

// What more there is the wide table has.
const mostPairs = 10

/**
 * A verification for the terminal: a table of the layers; causes; for each pair that failed a line with the first layer and
 * hop that disagrees; what is inconclusive, with the reasons; what was left out.
 *
 * @example
 * echo(formatVerification(await verifyLab(cluster)))
 */
export function formatVerification(
  verification: LabVerification,
  { wide = false, next }: FormatVerificationOptions = {},
): string {
  const { findings, causes, notes, absent, summary, outcome, file, durationMs } = verification
  const failing = failingPairs(verification)
  const shown = wide ? failing : failing.slice(0, mostPairs)
  const rest = failing.length - shown.length
  const open = findings.filter((finding) => finding.outcome === 'inconclusive')
  return [
    wide ? findingTable(findings) : layerTable(verification),
    ...section(causes.map((cause) => `cause: ${cause}`)),
    ...section([
      ...shown.flatMap((pair) => describePair(pair, next)),
      ...(rest > 0 ? [`… and ${rest} more pairs that fail: -o wide shows all`] : []),
    ]),
    ...section(reasons(open, next)),
    ...section(
      [...notes, ...absent.map(({ layer, reason }) => `${layer} is not there: ${reason}`)].map(
        (line) => `note: ${line}`,
      ),
    ),
    '',
    `${outcome.toUpperCase()}  ${summary}  (${(durationMs / 1000).toFixed(1)} s${file === undefined ? '' : `, ${file}`})`,
  ].join('\n')
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

function layerTable({ findings, absent }: LabVerification): string {
  const rows = verifyLayers.flatMap((layer): Readonly<Record<string, string | number>>[] => {
    const own = findings.filter((finding) => finding.layer === layer)
    const isAbsent = absent.some((each) => each.layer === layer)
    if (own.length === 0) return isAbsent ? [{ layer, pass: '-', fail: '-', inconclusive: '-' }] : []
    const { pass, fail, inconclusive } = countOutcomes(own)
    return [{ layer, pass, fail, inconclusive }]
  })
  return rows.length === 0 ? 'no layer' : formatTable(rows)
}

function findingTable(findings: readonly LayerFinding[]): string {
  if (findings.length === 0) return 'no finding'
  const rows = findings.map((one) => ({
    layer: one.layer,
    pair: namePair(one),
    outcome: one.outcome,
    says: withoutPair(one),
  }))
  return formatTable(rows)
}

function describePair({ first, also }: FailingPair, next: FormatVerificationOptions['next']): readonly string[] {
  const others = also.length === 0 ? '' : `; also ${[...new Set(also.map(({ layer }) => layer))].join(', ')}`
  const line = `FAIL  ${namePair(first)}  ${first.layer}: ${withoutPair(first)}${others}`
  return [line, ...(next === undefined ? [] : [`      next: ${next(first)}`])]
}

/** Each reason once, with the layers and how many pairs it is said of. */
function reasons(open: readonly LayerFinding[], next: FormatVerificationOptions['next']): readonly string[] {
  const byReason = Map.groupBy(open, withoutPair)
  return [...byReason].flatMap(([reason, [first, ...more]]) => {
    if (first === undefined) return []
    const layers = [...new Set([first, ...more].map(({ layer }) => layer))].join(', ')
    const whose = more.length === 0 ? namePair(first) : `${more.length + 1} findings`
    const line = `inconclusive  ${layers}, ${whose}: ${reason}`
    return [line, ...(next === undefined ? [] : [`      next: ${next(first)}`])]
  })
}

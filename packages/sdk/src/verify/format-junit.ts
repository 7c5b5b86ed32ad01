import { namePair } from './failing-pairs.ts'
import { undecided } from './judge-way.ts'
import {
  countOutcomes,
  verifyLayers,
  type AbsentLayer,
  type LabVerification,
  type LayerFinding,
} from './verification.ts'

/**
 * A verification as JUnit's XML, as Jenkins, GitLab and GitHub's actions read it: a suite for each layer, a case for each pair.
 * What failed is a `failure`, what is inconclusive an `error`, because it is no pass; a layer that the lab has not is `skipped`.
 *
 * @example
 * await writeFile('verify.xml', formatJunit(await verifyLab(cluster)))
 * @see https://github.com/testmoapp/junitxml
 */
export function formatJunit(verification: LabVerification): string {
  const { lab, findings, absent, startedAt, durationMs } = verification
  // A file without failures and errors is green, and where nothing was judged nothing has passed.
  const empty = findings.length === 0 ? [{ from: lab, ...undecided(verification.summary) }] : []
  const ofLayers = verifyLayers.flatMap((layer) => {
    const own = findings.filter((finding) => finding.layer === layer)
    const missing = absent.filter((each) => each.layer === layer)
    return own.length + missing.length === 0 ? [] : suiteOf(layer, own, missing, verification)
  })
  const suites = [...ofLayers, ...(empty.length === 0 ? [] : suiteOf('verify', empty, [], verification))]
  const totals = counts([...findings, ...empty], absent.length)
  const head = attributes({
    name: `underlay verify ${lab}`,
    ...totals,
    time: seconds(durationMs),
    timestamp: startedAt,
  })
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites${head}>`, ...suites, '</testsuites>', ''].join('\n')
}

type Case = Omit<LayerFinding, 'layer'>

function suiteOf(
  layer: string,
  findings: readonly Case[],
  absent: readonly AbsentLayer[],
  { lab, engine, host, kernel, cni, startedAt, notes, causes }: LabVerification,
): readonly string[] {
  const properties = Object.entries({ lab, engine, host, kernel, cni, notes: notes.join('\n') })
  const classname = `underlay.${lab}.${layer}`
  const isRed = findings.some(({ outcome }) => outcome === 'fail')
  return [
    `  <testsuite${attributes({ name: layer, ...counts(findings, absent.length), time: '0', timestamp: startedAt })}>`,
    '    <properties>',
    ...properties.map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...findings.flatMap((finding) => caseOf(finding, classname)),
    ...absent.flatMap(({ reason }) => [
      `    <testcase${attributes({ name: layer, classname, time: '0' })}>`,
      `      <skipped${attributes({ message: reason })}/>`,
      '    </testcase>',
    ]),
    ...(isRed && causes.length > 0 ? [`    <system-out>${escapeXml(causes.join('\n'))}</system-out>`] : []),
    '  </testsuite>',
  ]
}

function caseOf(finding: Case, classname: string): readonly string[] {
  const { outcome, summary, message } = finding
  const head = `    <testcase${attributes({ name: namePair(finding), classname, time: '0' })}`
  if (outcome === 'pass') return [`${head}/>`]
  const element = outcome === 'fail' ? 'failure' : 'error'
  const told = attributes({ message: summary, type: outcome })
  return [`${head}>`, `      <${element}${told}>${escapeXml(message)}</${element}>`, '    </testcase>']
}

function counts(findings: readonly Case[], skipped: number): Readonly<Record<string, string>> {
  const { fail, inconclusive } = countOutcomes(findings)
  const numbers = { tests: findings.length + skipped, failures: fail, errors: inconclusive, skipped }
  return Object.fromEntries(Object.entries(numbers).map(([name, count]) => [name, String(count)]))
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('')
}

/** Text for XML 1.0, which has no way to write most control characters and lone surrogates: they become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

import { verifyLayers, type LabVerification, type LayerFinding } from './verification.ts'

/** A pair, node or session with all that failed of it, the first layer first. */
export interface FailingPair {
  readonly first: LayerFinding
  readonly also: readonly LayerFinding[]
}

/** What failed, pair by pair, each with the first layer at which it did: the others mostly follow from it. */
export function failingPairs({ findings }: Pick<LabVerification, 'findings'>): readonly FailingPair[] {
  const failed = findings.filter(({ outcome }) => outcome === 'fail')
  const pairs = Map.groupBy(failed, ({ from, to, family }) => JSON.stringify([from, to, family]))
  return [...pairs.values()].flatMap((own) => {
    const [first, ...also] = own.toSorted((a, b) => verifyLayers.indexOf(a.layer) - verifyLayers.indexOf(b.layer))
    return first === undefined ? [] : [{ first, also }]
  })
}

/** `pod/app-worker → pod/app-worker2`; of what is about one place its name. */
export function namePair({ from, to, family }: Pick<LayerFinding, 'from' | 'to' | 'family'>): string {
  return `${from}${to === undefined ? '' : ` → ${to}`}${family === undefined ? '' : ` (IPv${family})`}`
}

/** The summary without the pair that it begins with. */
export function withoutPair(finding: LayerFinding): string {
  const head = `${namePair(finding)}: `
  return finding.summary.startsWith(head) ? finding.summary.slice(head.length) : finding.summary
}

import { finding, headOf, undecided } from './judge-way.ts'
import type { VerifyScope } from './scope.ts'
import type { AbsentLayer, LayerFinding, VerifyLayer } from './verification.ts'

const pairLayers: readonly VerifyLayer[] = ['route', 'encapsulation', 'path', 'reach', 'mtu']

/** What of the wanted layers the scope leaves open: ends without a peer, a pair without a family, nodes without a pod. */
export function unjudged(
  { podless, alone, lacking }: Pick<VerifyScope, 'podless' | 'alone' | 'lacking'>,
  layers: readonly VerifyLayer[],
): readonly LayerFinding[] {
  return pairLayers
    .filter((layer) => layers.includes(layer))
    .flatMap((layer) => [
      ...podless.map((node) => open(layer, node, `no pod runs on ${node}: of pods there nothing is known`)),
      ...alone.map((place) => open(layer, place, `${place}: there is no end of its kind on another node`)),
      ...lacking.map((pair) => finding(layer, pair, undecided(`${headOf(pair)}: ${pair.reason}`))),
    ])
}

/** A finding for each wanted layer that has none and that the lab does not lack: no finding is no pass. */
export function withoutFindings(
  layers: readonly VerifyLayer[],
  {
    lab,
    findings,
    absent,
  }: { readonly lab: string; readonly findings: readonly LayerFinding[]; readonly absent: readonly AbsentLayer[] },
): readonly LayerFinding[] {
  const told = new Set([...findings, ...absent].map(({ layer }) => layer))
  return layers
    .filter((layer) => !told.has(layer))
    .map((layer) => {
      const reason = pairLayers.includes(layer) ? 'there are no two ends on two nodes' : 'there is no node'
      return open(layer, lab, `${lab}: ${layer} was not judged: ${reason}`)
    })
}

function open(layer: VerifyLayer, from: string, summary: string): LayerFinding {
  return { layer, from, ...undecided(summary) }
}

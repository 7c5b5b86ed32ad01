import { parseArgs } from 'node:util'
import { openLab } from '../lab/open-lab.ts'
import type { Proposal, ValueKind } from './propose.ts'

/**
 * The labs, presets, places or interfaces of this machine that may stand where the cursor is; nothing where no lab answers.
 *
 * @param words as they were typed: which lab they mean, they may say.
 */
export async function lookForValues(kind: Exclude<ValueKind, 'file'>, words: readonly string[]): Promise<Proposal[]> {
  if (kind === 'lab') {
    const { listLabs } = await import('@underlay/sdk')
    return (await listLabs()).map(({ name, engine, state }) => ({ value: name, description: `${engine}, ${state}` }))
  }
  if (kind === 'source') {
    const { presets } = await import('@underlay/sdk')
    return Object.entries(presets).map(([value, { description }]) => ({ value, description }))
  }
  const current = words.at(-1) ?? ''
  await using cluster = await openLab(labOf(words))
  const { interfaces, pods } = await import('@underlay/sdk')
  const [place, device] = current.split(':')
  if (kind === 'tap' && place !== undefined && device !== undefined) {
    return (await interfaces({ cluster, place })).map(({ name }) => ({ value: `${place}:${name}` }))
  }
  const { cluster: model, fabric } = cluster.internals.model()
  const names = [
    ...model.nodes.map(({ shortName }) => shortName),
    ...[...(fabric?.gateways ?? []), ...(fabric?.hosts ?? [])].map(({ name }) => name),
    // A bridge has no address to be an end by.
    ...(kind === 'end' ? [] : [...(fabric?.bridges ?? []), ...(fabric?.nodeBridges ?? []).map(({ name }) => name)]),
    ...(await pods(cluster)).pods.map((pod) => pod.place),
    ...(cluster.engine === 'existing' ? [] : [cluster.outside.place]),
  ]
  return names.map((name) => ({ value: kind === 'tap' ? `${name}:` : name }))
}

function labOf(words: readonly string[]): { lab?: string; kubeconfig?: string; context?: string } {
  const one = { type: 'string' } as const
  const options = { lab: { ...one, short: 'l' }, kubeconfig: one, context: one }
  const { values } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true })
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'))
}

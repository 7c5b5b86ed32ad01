import type { CalicoSettings, FlannelSettings, KindConfig } from '@underlay/configs'
import type { EngineName } from '../engine/choose.ts'
import { askingDocker } from '../engine/kind/asking-docker.ts'
import { readRecord } from '../engine/kind/record.ts'
import { makerOf } from '../engine/kind/refuse-being-made.ts'
import { findSupervisor } from '../host/supervisor/start.ts'
import { clusterNodes } from '../kind/cluster-nodes.ts'
import type { FabricRecord, LabState, Lifetime } from '../lab/state.ts'

/** A lab that is there, as far as its next step depends on it. */
export interface SeenLab {
  readonly engine: 'kind' | 'netns'
  readonly lifetime: Lifetime
  readonly kind: KindConfig
  /** What carries it; only netns. */
  readonly host?: string
  readonly fabric?: FabricRecord
  /** Its settings only where the lab itself keeps them: on netns. */
  readonly cni?: { readonly name: string; readonly settings?: CalicoSettings | FlannelSettings }
  /** `key:effect` of each node, by short name; only netns. */
  readonly taints?: Readonly<Record<string, readonly string[]>>
  /** The nodes of it that are gone, for which it has to be made again; only kind. */
  readonly lost?: readonly string[]
  /** The number of the other process that is making it; only kind. */
  readonly maker?: number
}

/**
 * The labs of that name: none, one, or one of each engine.
 *
 * @throws EngineError when a netns lab's supervisor does not answer within 10 s.
 * @throws EngineError when a kind lab is recorded and Docker cannot be reached: whether it is there is not known.
 */
export async function findLab(
  name: string,
  engine: EngineName,
  how: Parameters<typeof findSupervisor>[1] = {},
): Promise<readonly SeenLab[]> {
  const [netns, kind] = await Promise.all([
    engine === 'kind' ? undefined : findNetnsLab(name, how),
    engine === 'netns' ? undefined : findKindLab(name),
  ])
  return [netns, kind].flatMap((lab) => lab ?? [])
}

async function findNetnsLab(name: string, how: Parameters<typeof findSupervisor>[1]): Promise<SeenLab | undefined> {
  const connection = await findSupervisor(name, how)
  if (connection === undefined) return undefined
  try {
    const state = (await connection.readState()) as LabState | undefined
    if (state === undefined) return undefined
    const { lifetime, kind, fabric, cni, taints } = state
    const seen = { engine: 'netns', host: connection.kind, lifetime, kind, taints } as const
    return { ...seen, ...(fabric && { fabric }), ...(cni && { cni }) }
  } finally {
    connection.close()
  }
}

async function findKindLab(name: string): Promise<SeenLab | undefined> {
  const record = await readRecord(name)
  if (record === undefined) return undefined
  const { containers, lifetime, kind, fabric, cni } = record
  const maker = makerOf(record)
  if (maker !== undefined) return { engine: 'kind', lifetime, kind, maker }
  if (containers === undefined) return undefined
  const next = `underlay down ${name} --engine kind, or up again; or give the new lab another name`
  const nodes = await askingDocker(name, { purpose: 'looked at, kept or ended', next }, () => clusterNodes(name))
  const there = new Set(nodes.flatMap(({ id, removing }) => (removing ? [] : [id])))
  const lost = Object.entries(containers).flatMap(([node, id]) => (there.has(id) ? [] : [node]))
  // Of one whose nodes are all gone the making clears what is left.
  if (lost.length === Object.keys(containers).length) return undefined
  const seen = { engine: 'kind', lifetime, kind, lost } as const
  return { ...seen, ...(fabric && { fabric }), ...(cni && { cni: { name: cni.name } }) }
}

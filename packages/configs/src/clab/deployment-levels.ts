import type { FabricStage, FabricStageName } from './fabric.ts'

/** A stage of a node. */
export interface StageOf {
  readonly node: string
  readonly stage: FabricStageName
}

const ORDER: readonly FabricStageName[] = ['create', 'create-links', 'configure', 'healthy']

/**
 * The order in which nodes go through their stages: those of one level wait for nothing but what earlier levels have.
 *
 * A node goes from stage to stage by itself; what waits in a circle is left out of the levels.
 *
 * @example
 * ```ts
 * const waitFor = [{ node: 'a', stage: 'create-links' }] as const
 * const stages = [{ node: 'b', stage: 'create', waitFor, onEnter: [], onExit: [] }] as const
 * deploymentLevels(['a', 'b'], stages)[2] // [{ node: 'a', stage: 'configure' }, { node: 'b', stage: 'create' }]
 * ```
 */
export function deploymentLevels(
  nodes: readonly string[],
  stages: readonly Pick<FabricStage, 'node' | 'stage' | 'waitFor'>[],
): readonly (readonly StageOf[])[] {
  const needs = new Map<string, string[]>()
  for (const node of nodes) {
    for (const stage of ORDER) {
      const before = previousStage({ node, stage })
      needs.set(keyOf({ node, stage }), before ? [keyOf(before)] : [])
    }
  }
  for (const entry of stages) needs.get(keyOf(entry))?.push(...entry.waitFor.map(keyOf))
  const waiters = new Map<string, string[]>()
  const open = new Map<string, number>()
  for (const [key, list] of needs) {
    const known = list.filter((need) => needs.has(need))
    open.set(key, known.length)
    for (const need of known) waiters.set(need, [...(waiters.get(need) ?? []), key])
  }
  const levels: StageOf[][] = []
  let ready = [...needs.keys()].filter((key) => open.get(key) === 0)
  while (ready.length > 0) {
    levels.push(ready.map(stageOf))
    const next: string[] = []
    for (const key of ready.flatMap((done) => waiters.get(done) ?? [])) {
      const left = (open.get(key) ?? 0) - 1
      open.set(key, left)
      if (left === 0) next.push(key)
    }
    ready = next
  }
  return levels
}

/** The stage that a node goes through before another one, if there is any. */
export function previousStage({ node, stage }: StageOf): StageOf | undefined {
  const before = ORDER[ORDER.indexOf(stage) - 1]
  return before && { node, stage: before }
}

function keyOf({ node, stage }: StageOf): string {
  return `${stage} ${node}`
}

function stageOf(key: string): StageOf {
  const [stage = '', node = ''] = key.split(' ')
  return { node, stage: stage as FabricStageName }
}

import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { isMapping } from '../document/shape.ts'
import { didYouMean } from '../issue/suggest.ts'
import type { StageOf } from './deployment-levels.ts'
import { deploymentLevels, previousStage } from './deployment-levels.ts'
import type { FabricStage, FabricStageName, StageCommand } from './fabric.ts'
import { readHealthcheck } from './read-healthcheck.ts'
import { readStageCommands } from './read-stage-commands.ts'
import type { NodeLayer, ResolvedNode } from './resolve-node.ts'
import type { ClabStage, ClabStageName } from './topology.ts'

interface WrittenWait {
  readonly node: string
  readonly stage: FabricStageName
  readonly path: Path
}

interface WrittenStage extends Omit<FabricStage, 'waitFor'> {
  readonly waitFor: readonly WrittenWait[]
}

const STAGES: readonly ClabStageName[] = ['create', 'create-links', 'configure', 'healthy', 'exit']

/**
 * Reads the stages of a topology's nodes: order and commands. What can never come is refused: an `exit`, as a namespace
 * has none; a node that is healthy without a healthcheck; circles.
 *
 * @see https://containerlab.dev/manual/nodes/#stages
 */
export function readStages(review: Review, nodes: readonly ResolvedNode[]): readonly FabricStage[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const stages = nodes.flatMap((node) => STAGES.flatMap((stage) => readStage(review, node, stage, byName)))
  refuseCircles(review, nodes, stages)
  return stages.map(({ waitFor, ...stage }) => ({
    ...stage,
    waitFor: waitFor.map((wait) => ({ node: wait.node, stage: wait.stage })),
  }))
}

function readStage(
  review: Review,
  node: ResolvedNode,
  stage: ClabStageName,
  byName: ReadonlyMap<string, ResolvedNode>,
): WrittenStage[] {
  const written = node.layers.flatMap((layer) => {
    const found = stageIn(review, layer, stage)
    return found ? [found] : []
  })
  if (stage === 'exit') {
    for (const { path } of written) review.refuse(path, 'never comes: a namespace does not exit', 'key')
    return []
  }
  const waitFor = written.flatMap(({ value, path }) => readWaits(review, value, path, byName))
  const commands = written.flatMap(({ value, path }) => readStageCommands(review, node, value.exec, [...path, 'exec']))
  for (const { phase, target, path } of commands) {
    if (stage === 'create' && phase === 'on-enter' && target === 'node')
      review.refuse(path, 'runs before the node is there; use phase: on-exit, or target: host')
  }
  const of = (phase: string): StageCommand[] =>
    commands.filter((command) => command.phase === phase).map(({ argv, target }) => ({ argv, target }))
  const healthcheck = stage === 'healthy' ? readHealthcheck(review, node) : undefined
  const late = commands.find(({ phase }) => phase === 'on-exit')
  if (stage === 'healthy' && !healthcheck && late)
    review.refuse(late.path, `never runs: ${node.name} has no healthcheck; give it one, or use phase: on-enter`)
  if (waitFor.length + commands.length === 0 && !healthcheck) return []
  return [
    {
      node: node.name,
      stage,
      waitFor,
      onEnter: of('on-enter'),
      onExit: of('on-exit'),
      ...(healthcheck && { healthcheck }),
    },
  ]
}

function stageIn(review: Review, { node, path }: NodeLayer, stage: ClabStageName) {
  const at = [...path, 'stages', stage]
  const value: unknown = review.sound(at) ? node.stages?.[stage] : undefined
  return isMapping(value) ? { value: value as ClabStage, path: at } : undefined
}

function readWaits(
  review: Review,
  { 'wait-for': waits = [] }: ClabStage,
  path: Path,
  byName: ReadonlyMap<string, ResolvedNode>,
): WrittenWait[] {
  return waits.flatMap(({ node, stage }, index) => {
    const at = [...path, 'wait-for', index]
    const known = byName.get(node)
    if (!known)
      review.refuse([...at, 'node'], () => `'${node}' is no node of this topology${didYouMean(node, byName.keys())}`)
    else if (stage === 'exit') review.refuse([...at, 'stage'], 'never comes: a namespace does not exit')
    else if (stage === 'healthy' && !readHealthcheck(review, known))
      review.refuse([...at, 'stage'], `never comes: ${node} has no healthcheck`)
    return known && stage !== 'exit' ? [{ node, stage, path: at }] : []
  })
}

// A wait is part of a circle when what is waited for comes after what waits.
function refuseCircles(review: Review, nodes: readonly ResolvedNode[], stages: readonly WrittenStage[]): void {
  const levels = deploymentLevels(
    nodes.map(({ name }) => name),
    stages,
  )
  const reached = new Set(levels.flat().map(({ node, stage }) => `${stage} ${node}`))
  for (const { node, stage, waitFor } of stages) {
    if (reached.has(`${stage} ${node}`)) continue
    for (const wait of waitFor) {
      if (reached.has(`${wait.stage} ${wait.node}`) || !comesAfter(stages, wait, { node, stage })) continue
      review.refuse(
        wait.path,
        `${node} waits for ${wait.stage} of ${wait.node}, which waits for ${node} in the end; remove one of these`,
      )
    }
  }
}

type Waiting = Pick<FabricStage, 'node' | 'stage' | 'waitFor'>

// Whether a stage comes after another one, by whatever way.
function comesAfter(stages: readonly Waiting[], stage: StageOf, other: StageOf): boolean {
  const waits = new Map(stages.map(({ node, stage: name, waitFor }) => [`${name} ${node}`, waitFor]))
  const seen = new Set<string>()
  const open: StageOf[] = [stage]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.node === other.node && next.stage === other.stage) return true
    const key = `${next.stage} ${next.node}`
    if (seen.has(key)) continue
    seen.add(key)
    const before = previousStage(next)
    open.push(...(waits.get(key) ?? []), ...(before ? [before] : []))
  }
  return false
}

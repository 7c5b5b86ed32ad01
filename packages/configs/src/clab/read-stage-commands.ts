import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { isMapping } from '../document/shape.ts'
import { rememberCommand } from './command-place.ts'
import type { StageCommand } from './fabric.ts'
import type { ResolvedNode } from './resolve-node.ts'
import { withVariables } from './resolve-node.ts'
import { lexCommand } from './split-command.ts'
import type { ClabStage, ClabStageCommand } from './topology.ts'

/** A command of a stage with the place where it is written. */
export interface WrittenCommand extends StageCommand {
  readonly phase: 'on-enter' | 'on-exit'
  readonly path: Path
}

/** Reads the commands of a stage: objects in a list, or texts by phase, as in containerlab's older notation. */
export function readStageCommands(
  review: Review,
  node: ResolvedNode,
  exec: ClabStage['exec'],
  path: Path,
): readonly WrittenCommand[] {
  if (exec === undefined || !review.sound(path)) return []
  return commandsOf(exec, path).flatMap(({ command, target, phase, path: at }) => {
    const { argv, metacharacters, fault } = lexCommand(withVariables(command, node))
    rememberCommand(argv, review.placeOf(at))
    const found = [...new Set(metacharacters)].join(' ')
    if (fault !== undefined) review.refuse(at, fault)
    else if (argv.length === 0) review.refuse(at, 'is an empty command; remove it')
    else if (found !== '')
      review.refuse(at, `uses ${found}, but containerlab runs no shell; write several lines, or sh -c '…'`)
    else return [{ argv, target: target === 'host' ? 'outside' : 'node', phase, path: at } as const]
    return []
  })
}

type Placed = Required<ClabStageCommand> & { readonly path: Path }

function commandsOf(exec: NonNullable<ClabStage['exec']>, path: Path): readonly Placed[] {
  if (!isMapping(exec)) {
    return exec.map(({ command, target = 'container', phase = 'on-enter' }, index) => ({
      command,
      target,
      phase,
      path: [...path, index, 'command'],
    }))
  }
  return (['on-enter', 'on-exit'] as const).flatMap((phase) =>
    (exec[phase] ?? []).map((command, index) => ({
      command,
      target: 'container' as const,
      phase,
      path: [...path, phase, index],
    })),
  )
}

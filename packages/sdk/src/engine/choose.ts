import { LabError } from '../errors.ts'

/** Which engine builds a lab. `auto` takes what this machine has. */
export type EngineName = 'auto' | 'netns'

const names: readonly string[] = ['auto', 'netns']

/**
 * The engine to use: the option, else `UNDERLAY_ENGINE`, else `auto`.
 *
 * @throws LabError when there is no such engine.
 */
export function chooseEngine(option: EngineName | undefined): 'netns' {
  const wanted = option ?? process.env.UNDERLAY_ENGINE ?? 'auto'
  if (!names.includes(wanted)) throw new LabError(`there is no engine ${wanted}`, `one of ${names.join(', ')}`)
  return 'netns'
}

import { destroyCluster, listLabs } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import { runSteps } from '../output/run-steps.ts'

/** Which labs to end. */
export interface DownArgs {
  readonly lab?: string
  readonly all: boolean
  readonly engine?: 'auto' | 'kind' | 'netns'
}

/**
 * Ends labs.
 *
 * @returns the exit code: 0 also where none is there
 * @throws UsageError when several labs are there, and it was not said which.
 */
export async function down({ lab, all, engine }: DownArgs, signal: AbortSignal): Promise<number> {
  const names = lab === undefined ? await labsThere(engine) : [lab]
  if (names.length > 1 && !all)
    throw new UsageError(`there are ${names.length} labs: ${names.join(', ')}`, 'underlay down LAB, or --all')
  if (names.length === 0) process.stderr.write('no lab is there\n')
  const how = engine === undefined ? {} : { engine }
  const steps = names.map((name) => ({
    title: `end ${name}`,
    run: async () => ((await destroyCluster(name, how)) ? 'it is gone' : 'no lab of that name is there'),
  }))
  await runSteps(steps, { signal })
  return 0
}

async function labsThere(engine: DownArgs['engine'] = 'auto'): Promise<readonly string[]> {
  const labs = await listLabs()
  return [...new Set(labs.filter((lab) => ['auto', lab.engine].includes(engine)).map(({ name }) => name))]
}

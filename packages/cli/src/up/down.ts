import { destroyCluster, LabError, listLabs, suggest } from '@underlay/sdk'
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
 * @returns the exit code: 0 also where none is there, 1 where of several one is left
 * @throws UsageError when several labs are there, and it was not said which.
 */
export async function down({ lab, all, engine }: DownArgs, signal: AbortSignal): Promise<number> {
  const there = await labsThere(engine)
  const how = { signal, ...(engine !== undefined && { engine }) }
  if (lab !== undefined && !there.includes(lab)) {
    // What is not listed may run nonetheless.
    const isGone = await destroyCluster(lab, how)
    process.stderr.write(isGone ? `${lab} is gone\n` : `no lab is named ${lab}\n${hint(lab, there)}`)
    return 0
  }
  const names = lab === undefined ? there : [lab]
  if (names.length > 1 && !all)
    throw new UsageError(`there are ${names.length} labs: ${names.join(', ')}`, 'underlay down LAB, or --all')
  if (names.length === 0) process.stderr.write('no lab is there\n')
  const problems: string[] = []
  for (const name of names) {
    const step = {
      title: `end ${name}`,
      run: (say: (line: string) => void) => ended(name, { ...how, onProgress: say }),
    }
    try {
      await runSteps([step], { signal })
    } catch (error) {
      if (names.length === 1 || signal.aborted || !(error instanceof LabError)) throw error
      problems.push(`${name}: ${error.message}`)
    }
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  return problems.length > 0 ? 1 : 0
}

async function ended(name: string, how: Parameters<typeof destroyCluster>[1]): Promise<string> {
  if (await destroyCluster(name, how)) return 'it is gone'
  // What `ls` shows, and is no lab any more.
  const isLeft = (await listLabs()).some((lab) => lab.name === name && lab.garbage)
  if (isLeft) throw new LabError(`${name} has ended, and left something`, `underlay gc --lab ${name}`)
  return 'it was gone already'
}

function hint(name: string, there: readonly string[]): string {
  const near = suggest(name, there)
  if (near !== undefined) return `  fix: did you mean ${near}? underlay down ${near}\n`
  return there.length === 0 ? '' : '  next: underlay ls\n'
}

async function labsThere(engine: DownArgs['engine'] = 'auto'): Promise<readonly string[]> {
  const labs = await listLabs()
  return [...new Set(labs.filter((lab) => ['auto', lab.engine].includes(engine)).map(({ name }) => name))]
}

import { LabError, ToolMissingError } from '../../errors.ts'
import { kindVersion } from '../../kind/kind-version.ts'
import { kindProblems } from '../../kind/preflight.ts'
import type { Judgement } from '../finding.ts'
import { judgeProblems } from '../judge-problems.ts'
import type { Probe } from '../site.ts'

/** Asks kind for its version. */
export const kindProbe: Probe = {
  name: 'kind',
  look: async ({ timeoutMs, signal }) => {
    try {
      return judgeKind(await kindVersion({ timeoutMs, signal }))
    } catch (error) {
      if (error instanceof ToolMissingError) return judgeKind(undefined)
      if (!(error instanceof LabError)) throw error
      const detail = error.message.split('\n')[0] ?? ''
      return { status: 'problem', detail, fix: error.fix ?? 'kind version', stops: ['kind'] }
    }
  },
}

/** @param version `undefined` where there is no kind. */
export function judgeKind(version: string | undefined): Judgement {
  const problems = kindProblems(version === undefined ? {} : { kindVersion: version })
  const judgement = judgeProblems(problems, `kind ${version}`)
  return version === undefined ? { ...judgement, status: 'skipped' } : judgement
}

import type { PreflightProblem } from '../kind/host-facts.ts'
import type { Judgement } from './finding.ts'

/** What a check before `kind create cluster` says, as a judgement: the worst is told; its errors stop the kind engine. */
export function judgeProblems(problems: readonly PreflightProblem[], fine: string): Judgement {
  const worst = problems.find(({ severity }) => severity === 'error') ?? problems[0]
  if (worst === undefined) return { status: 'ok', detail: fine }
  const detail = problems.map(({ message }) => message).join('; ')
  const fix = problems.map((problem) => problem.fix).join(' && ')
  if (worst.severity === 'warning') return { status: 'warning', detail, fix }
  return { status: 'problem', detail, fix, stops: ['kind'] }
}

/** The same of something that only may come: it stops nothing yet. */
export function onlyWarning(judgement: Judgement): Judgement {
  const { stops: _, ...rest } = judgement
  return judgement.status === 'problem' ? { ...rest, status: 'warning' } : judgement
}

import type { LabError } from '../../errors.ts'
import type { Judgement } from '../finding.ts'

/** A lab that was started for the probes, or why it was not. */
export type StartedLab<Lab = { readonly kernel: string; readonly accelerator: string }> =
  | {
      readonly lab: Lab
      readonly startMs: number
      /** What went wrong on the way. */
      readonly said: readonly string[]
    }
  | { readonly error: LabError }

/** What to say of a lab that was started, or was not, on a host. */
export function judgeLab(host: 'local' | 'microvm', started: StartedLab): Judgement {
  if ('error' in started) {
    const detail = started.error.message.split('\n')[0] ?? ''
    return { status: 'problem', detail, fix: started.error.fix ?? other[host], stops: [host] }
  }
  const { lab, startMs, said } = started
  const detail = `a lab starts on Linux ${lab.kernel} (${lab.accelerator}) in ${(startMs / 1000).toFixed(1)} s`
  if (said.length === 0) return { status: 'ok', detail }
  return { status: 'warning', detail: `${detail}; ${said.join('; ')}`, fix: 'UNDERLAY_SNAPSHOT=off, if it goes on' }
}

const other = { local: 'UNDERLAY_HOST=microvm', microvm: 'UNDERLAY_HOST=local' }

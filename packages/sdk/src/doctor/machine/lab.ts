import type { LabError } from '../../errors.ts'
import type { MachineHost } from '../../host/machine-host.ts'
import type { Judgement } from '../finding.ts'

/** A lab that was started for the probes, or why it was not. */
export type StartedLab = { readonly lab: MachineHost; readonly startMs: number } | { readonly error: LabError }

/** What to say of a lab that was started, or was not, on a host. */
export function judgeLab(host: 'local' | 'microvm', started: StartedLab): Judgement {
  if ('error' in started) {
    const detail = started.error.message.split('\n')[0] ?? ''
    return { status: 'problem', detail, fix: started.error.fix ?? other[host], stops: [host] }
  }
  const { lab, startMs } = started
  const detail = `a lab starts on Linux ${lab.kernel} (${lab.accelerator}) in ${(startMs / 1000).toFixed(1)} s`
  return { status: 'ok', detail }
}

const other = { local: 'UNDERLAY_HOST=microvm', microvm: 'UNDERLAY_HOST=local' }

import type { Step, Victim } from './run-steps.ts'

/** What the script says whose lab was killed under it at a step. */
export function toldAt(victim: Victim, step: Step): RegExp {
  const dead = victim === 'supervisor' ? 'its supervisor ended' : '(its (supervisor|agent)|QEMU) ended.*'
  const starting = victim === 'supervisor' ? 'the supervisor of .* ended before it answered' : '.* did not start: .*'
  const unmade = `|the lab is gone: no supervisor answers at .*|${starting}`
  const what = `the lab is gone: ${dead}${step === 'create' ? unmade : ''}`
  return new RegExp(`^EngineError: (${what})\\n {2}fix: build it again: underlay up`, 'm')
}

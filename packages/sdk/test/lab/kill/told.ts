import type { Step, Victim } from './run-steps.ts'

/** What the script says whose lab was killed under it at a step, and what it is told to do. */
export function toldAt(victim: Victim, step: Step): RegExp {
  const dead = victim === 'supervisor' ? 'its supervisor ended' : '(its (supervisor|agent)|QEMU) ended.*'
  const gone = `the lab is gone: ${dead}\\n {2}fix: ${again}`
  const said = step === 'create' ? [gone, ...whileStarting[victim]] : [gone]
  return new RegExp(`^EngineError: (${said.join('|')})`, 'm')
}

const again = 'build it again: underlay up'

const whileStarting: Readonly<Record<Victim, readonly string[]>> = {
  creator: [],
  supervisor: [`the supervisor of .* ended before it answered\\n {2}fix: ${again}`],
  machine: [
    `the lab is gone: no supervisor answers at .*\\n {2}fix: ${again}`,
    // Of a kernel that it did not start on it is told to take another.
    `.* did not start: .* ended \\(SIGKILL\\).*\\n {2}fix: (${again}|host: 'microvm')`,
  ],
}

import { spawn } from 'node:child_process'
import { EngineError, LabError } from '../../errors.ts'
import { labLabels } from '../../docker/lab-labels.ts'
import { missingTools, neededTools } from '../../docker/lab-tools.ts'
import { bootstrapArgv, readAgent } from '../agent/open-agent.ts'
import { awaitAgent, type Machine } from '../machine.ts'
import { netnsOwner } from '../supervisor/address.ts'
import { encodeFrame } from '../wire/frame.ts'

const startTimeoutMs = 60_000

/** The numbers of this file's own frames, for the files and the look at the tools; those of clients count from 1. */
const [filesId, lookId] = [0, 0xffffffff] as const

/**
 * Starts a lab's agent in a privileged container without a network. When this process ends, however it ends, the agent's
 * standard input closes: it ends, and Docker removes the container.
 *
 * @param image has Perl and the tools of a lab, and is there.
 * @throws LabError when the image lacks a tool; it is named.
 * @throws EngineError with what Docker said when the container does not start.
 */
export async function startDocker(lab: string, image: string): Promise<Machine> {
  const { source, scripts } = await readAgent()
  const options = ['--rm', '--interactive', '--pull', 'never', '--privileged', '--network', 'none', '--tmpfs', '/run']
  const labels = Object.entries(labLabels(lab, netnsOwner())).flatMap(([key, value]) => ['--label', `${key}=${value}`])
  const named = ['--name', `${lab}-netns`, ...labels]
  const [program = '', ...rest] = bootstrapArgv(source)
  const argv = ['run', ...options, ...named, '--entrypoint', program, image, ...rest]
  const child = spawn('docker', argv, { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  child.stdin.on('error', () => {}).write(source)
  const machine = await awaitAgent(child, {
    kind: 'docker',
    accelerator: `container of ${image}`,
    name: `the lab in a container of ${image}`,
    program: 'docker run',
    deadlineMs: startTimeoutMs,
    said: () => said,
  })
  if (machine instanceof EngineError) throw machine
  for (const [name, text] of scripts) machine.send(encodeFrame('F', filesId, `/underlay/${name}.pl\0${text}`))
  const missing = await outputOf(machine, ['sh', '-c', missingTools])
  if (missing === '') return machine
  child.kill('SIGKILL')
  throw new LabError(
    `${image} has no ${missing.split('\n').join(', ')}`,
    `UNDERLAY_TOOLS_IMAGE=<an image with ${neededTools.join(', ')}>`,
  )
}

/** What a program says; the files that were sent before it are written. */
function outputOf(machine: Machine, argv: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let output = ''
    machine.onFrame(({ type, id, payload }) => {
      if (id !== lookId) return
      if (type === 'O') output += payload.toString()
      if (type === 'X') resolve(output.trim())
    })
    machine.send(encodeFrame('S', lookId, ['-', '', ...argv].join('\0')))
  })
}

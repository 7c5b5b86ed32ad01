import { randomBytes } from 'node:crypto'
import { LabError } from '../errors.ts'
import { beforeDeadline } from '../host/deadline.ts'
import { startLocal } from '../host/local/start.ts'
import { machineHost, type MachineHost } from '../host/machine-host.ts'
import { startMicrovm } from '../host/microvm/start.ts'
import type { Finding, Judgement } from './finding.ts'
import { judgeLab, type StartedLab } from './machine/lab.ts'
import { weigh, type OutlookQuestion } from './outlook.ts'
import { openSite } from './open-site.ts'
import { dockerProbes, machineProbes } from './probes.ts'
import { wireProbes } from './wire/wire-probes.ts'

/** What to examine for; what stops the engine and host that are asked for is a problem. */
export interface ExamineOptions extends OutlookQuestion {
  /** Nodes that a kind cluster is to have, for inotify and disk; default 4. */
  readonly nodes?: number
  /** Boots the microVM too, 5 to 10 s, and sends the packets there as well; default false. */
  readonly microvm?: boolean
  /** How long a program of this machine may take to answer; default 2000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Examines whether this machine can carry labs, by doing what they do: packets are sent through networks in namespaces of
 * their own, programs are started, nothing of the machine's own network is touched, and nothing is left. All probes run at
 * once, each with a deadline; without the microVM it takes 1 to 3 s.
 *
 * @returns one finding for each probe, in the order of the table; a machine without Docker is a finding, no error.
 * @throws the signal's reason when it is aborted.
 * @example
 * ```ts
 * const findings = await examine()
 * for (const { probe, detail, fix } of findings.filter(({ status }) => status === 'problem')) console.log(probe, detail, fix)
 * ```
 */
export async function examine(options: ExamineOptions = {}): Promise<readonly Finding[]> {
  const { nodes = 4, microvm = false, timeoutMs = 2000, signal } = options
  signal?.throwIfAborted()
  const over = new AbortController()
  const site = openSite(nodes, timeoutMs, signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]))
  const linux = process.platform === 'linux'
  const hosts = linux ? (['local', ...(microvm ? (['microvm'] as const) : [])] as const) : []
  const bounded = (look: Promise<Judgement>): Promise<Judgement> =>
    beforeDeadline(look, { what: 'an answer', timeoutMs: timeoutMs + graceMs, lastSeen: () => 'nothing' })
  const examined = Promise.all([
    ...(linux ? machineProbes : [noLinux]).map(({ name, look }) => find(name, () => bounded(look(site)))),
    ...hosts.map((host) => examineHost(host, site.signal)),
    ...dockerProbes.map(({ name, look }) => find(name, () => bounded(look(site)))),
  ])
  try {
    return weigh((await (signal === undefined ? examined : Promise.race([examined, aborted(signal)]))).flat(), options)
  } finally {
    over.abort()
  }
}

// What a program that is too late gets to be ended.
const graceMs = 500

const noLinux = {
  name: 'kernel',
  look: async (): Promise<Judgement> => ({
    status: 'skipped',
    detail: `this machine has no Linux kernel (${process.platform})`,
    fix: 'UNDERLAY_HOST=docker',
    stops: ['local', 'microvm'],
  }),
}

async function examineHost(host: 'local' | 'microvm', signal: AbortSignal): Promise<readonly Finding[]> {
  const begin = performance.now()
  const started = await startLab(host, signal)
  const lab = { probe: 'lab', host, durationMs: since(begin), ...judgeLab(host, started) }
  if ('error' in started) return [lab]
  try {
    const sent = wireProbes.map(({ name, run }) => find(name, () => run(started.lab), host))
    return [lab, ...(await Promise.all(sent)).flat()]
  } finally {
    started.lab.close()
  }
}

// It ends with this process, kill -9 included: the kernel sees to it.
async function startLab(host: 'local' | 'microvm', signal: AbortSignal): Promise<StartedLab<MachineHost>> {
  const begin = performance.now()
  try {
    const name = `doctor-${process.pid}-${randomBytes(2).toString('hex')}`
    const said: string[] = []
    const machine = await (host === 'local'
      ? startLocal(name, signal)
      : startMicrovm((line) => void said.push(line), signal))
    return { lab: machineHost(machine), startMs: since(begin), said }
  } catch (error) {
    return { error: problemOf(error) }
  }
}

async function find(probe: string, look: () => Promise<Judgement>, host?: Finding['host']): Promise<Finding[]> {
  const begin = performance.now()
  const judgement = await look().catch((error: unknown): Judgement => {
    const { message, fix } = problemOf(error)
    return { status: 'problem', detail: message.split('\n')[0] ?? '', ...(fix !== undefined && { fix }) }
  })
  return [{ probe, ...(host && { host }), durationMs: since(begin), ...judgement }]
}

// What the operating system refuses is of this machine, and no mistake of this program.
function problemOf(error: unknown): LabError {
  if (error instanceof LabError) return error
  if (!(error instanceof Error && 'syscall' in error)) throw error
  return new LabError(error.message, 'make room there, or make it yours to read and write', { cause: error })
}

function since(beginMs: number): number {
  return Math.round(performance.now() - beginMs)
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ipipProbe } from '../../src/doctor/wire/ipip.ts'
import { mtuProbe } from '../../src/doctor/wire/mtu.ts'
import { natProbe } from '../../src/doctor/wire/nat.ts'
import { tcpProbe } from '../../src/doctor/wire/tcp.ts'
import { tcpdumpProbe } from '../../src/doctor/wire/tcpdump.ts'
import { vxlanProbe } from '../../src/doctor/wire/vxlan.ts'
import { runWireProbe, type WireProbe } from '../../src/doctor/wire/wire-probe.ts'
import { startLocal } from '../../src/host/local/start.ts'
import { machineHost, type MachineHost } from '../../src/host/machine-host.ts'
import { startMicrovm } from '../../src/host/microvm/start.ts'
import { examine } from '../../src/index.ts'
import { applyPlans, type Plan } from '../../src/plan/plan.ts'

const waitMs = 500

function say(...[program = '', ...args]: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' })
}

/** What of the machine's own network and files an examination might touch. */
function visible(): readonly string[] {
  const network = [['link'], ['addr'], ['route'], ['rule']].map((what) => say('ip', '-o', ...what))
  const files = [readFileSync('/proc/self/mounts', 'utf8'), readdirSync('/run').join(' ')]
  return [...network, ...files]
}

/** The processes of the labs that a process examines with: what starts them and their process 1. */
function processesOf(owner: number): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => commandOf(pid).includes(`doctor-${owner}-`))
}

/** The same, when the lab's process 1 is there: what starts it is bound to it by then. */
async function processesOnceRunning(owner: number): Promise<readonly number[]> {
  for (;;) {
    const running = processesOf(owner)
    if (running.some((pid) => commandOf(pid).split('\0')[0]?.endsWith('/perl'))) return running
    await pause(5)
  }
}

function commandOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.includes(') Z ') ? '' : readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

async function goneWithin(pids: readonly number[], timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs
  const left = () => pids.map(commandOf).filter((command) => command !== '')
  while (left().length > 0 && performance.now() < deadline) await pause(5)
  expect(left()).toEqual([])
}

function abortable() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason: Error) => controller.abort(reason) }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function drop(namespace: string, hook: string, match: string): Plan {
  const chain = `nft add chain ip harm drops { type filter hook ${hook} priority 0; }`
  return { namespace, instructions: ['nft add table ip harm', chain, `nft add rule ip harm drops ${match} drop`] }
}

const mtu = (bytes: number): readonly Plan[] => [
  { namespace: 'mtu-b', instructions: [`ip link set net0 mtu ${bytes}`] },
  { namespace: 'mtu-r', instructions: [`ip link set net1 mtu ${bytes}`] },
]

interface Broken {
  readonly how: string
  readonly probe: WireProbe<never>
  readonly harm: readonly Plan[]
  readonly expected: { readonly status: 'problem' | 'warning'; readonly detail: RegExp }
}

// What a probe's programs say is its own affair.
function broken<Said>(how: string, probe: WireProbe<Said>, harm: readonly Plan[], detail: RegExp): Broken {
  return { how, probe: probe as WireProbe<never>, harm, expected: { status: 'problem', detail } }
}

const cases: readonly Broken[] = [
  broken('UDP port 4789 dropped', vxlanProbe, [drop('vxlan-b', 'prerouting', 'udp dport 4789')], /never came out/),
  broken('answers dropped', vxlanProbe, [drop('vxlan-b', 'output', 'icmp type echo-reply')], /its answer did not/),
  broken('a black hole', mtuProbe, [drop('mtu-r', 'output', 'icmp type destination-unreachable')], /vanished/),
  broken('a hole in the MTU', mtuProbe, mtu(1300), /a packet of 1400 bytes.* was not answered/),
  broken('no limit', mtuProbe, mtu(1500), /passed a cable that carries 1400/),
  broken('TCP dropped', tcpProbe, [drop('tcp-plain-r', 'forward', 'meta l4proto tcp')], /TCP does not pass veth/),
  {
    ...broken(
      'TCP with offload dropped',
      tcpProbe,
      [drop('tcp-r', 'forward', 'meta l4proto tcp')],
      /checksum offload is on/,
    ),
    expected: { status: 'warning', detail: /checksum offload is on/ },
  },
  broken(
    'no masquerading',
    natProbe,
    [{ namespace: 'nat-r', instructions: ['nft flush chain ip doctor from'] }],
    /no answer came through/,
  ),
  broken(
    'no translation',
    natProbe,
    [{ namespace: 'nat-r', instructions: ['nft flush chain ip doctor to'] }],
    /no answer came through/,
  ),
  broken(
    'a device that is down',
    tcpdumpProbe,
    [{ namespace: 'tcpdump-b', instructions: ['ip link set net0 down'] }],
    /not up/,
  ),
  broken(
    'nothing sent',
    tcpdumpProbe,
    [{ namespace: 'tcpdump-a', instructions: ['ip addr flush dev net0'] }],
    /write the packet/,
  ),
]

async function judged(host: MachineHost, { probe, harm }: Pick<Broken, 'probe' | 'harm'>) {
  const { status, detail } = await runWireProbe(host, probe, { harm, waitMs })
  return { status, detail }
}

test('every probe that sends packets passes here, in less than three seconds, and leaves nothing', async () => {
  const before = visible()
  const begin = performance.now()
  const findings = await examine()
  expect(performance.now() - begin).toBeLessThan(3000)
  const sent = findings.filter(({ host }) => host === 'local')
  expect(sent.map(({ probe }) => probe)).toEqual(['lab', 'ipip', 'vxlan', 'mtu', 'tcp', 'nat', 'tcpdump'])
  const rest = sent.filter(({ probe }) => probe !== 'ipip')
  expect(rest.filter(({ status }) => status !== 'ok')).toEqual([])
  expect(visible()).toEqual(before)
  await goneWithin(processesOf(process.pid), 200)
})

test('killed in the middle, with -9 too, it leaves nothing', async () => {
  const index = join(import.meta.dirname, '../../src/index.ts')
  const script = `const { examine } = await import(${JSON.stringify(index)}); for (;;) await examine()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
  const pid = child.pid ?? 0
  const running = await processesOnceRunning(pid)
  child.kill('SIGKILL')
  await goneWithin(running, 200)
  expect(processesOf(pid)).toEqual([])
})

test('aborted in the middle it ends at once, with its labs', async () => {
  const { signal, abort } = abortable()
  const examined = examine({ signal, microvm: true }).catch((reason: unknown) => reason)
  const running = await processesOnceRunning(process.pid)
  const begin = performance.now()
  abort(new Error('enough'))
  expect(await examined).toEqual(new Error('enough'))
  await goneWithin(running, 200)
  expect(performance.now() - begin).toBeLessThan(1000)
})

describe('a network that is broken is not found whole', () => {
  test.each(cases)('$probe.name: $how', async ({ probe, harm, expected }) => {
    const host = machineHost(await startLocal('doctor-broken'))
    try {
      expect(await judged(host, { probe, harm })).toEqual({
        status: expected.status,
        detail: expect.stringMatching(expected.detail),
      })
    } finally {
      host.close()
    }
  })
})

describe('in the microVM, whose kernel has ipip', () => {
  const patient = { waitMs: 5000 }
  let host: MachineHost

  beforeAll(async () => {
    host = machineHost(await startMicrovm(() => {}))
  })
  afterAll(() => host?.close())

  test('a packet in IP-in-IP comes out of the tunnel, and with protocol 4 dropped it does not', async () => {
    expect((await runWireProbe(host, ipipProbe, patient)).status).toBe('ok')
    const harm = [drop('ipip-b', 'prerouting', 'ip protocol 4')]
    await applyPlans(host, [{ namespace: '', instructions: ['end ipip-a', 'end ipip-b'] }])
    expect(await runWireProbe(host, ipipProbe, { ...patient, harm })).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/never came out/),
    })
  })
})

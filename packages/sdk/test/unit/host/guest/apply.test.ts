import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../temp-folder.ts'
import { perl } from './perl.ts'

/** Applies instructions with an `ip` and an `nft` that only write down what they are given. */
async function apply(instructions: readonly string[], { ipSays = '', ipExit = 0 } = {}) {
  const folder = tempFolder()
  const log = join(folder, 'log')
  for (const [name, code] of [
    ['ip', ipExit],
    ['nft', 0],
  ]) {
    const program = join(folder, String(name))
    writeFileSync(
      program,
      `#!/bin/sh\n{ echo "$ ${name} $*"; cat; } >> ${log}\nprintf '${name === 'ip' ? ipSays : ''}' >&2\nexit ${code}\n`,
    )
    chmodSync(program, 0o755)
  }
  const stdin = ['in ', ...instructions, ''].join('\n')
  const result = await perl('apply.pl', [], { stdin, env: { PATH: `${folder}:${process.env.PATH}` } })
  const calls = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  return { ...result, calls }
}

test('neighbouring ip lines are one batch, and all nft lines one transaction at the end', async () => {
  const { calls, exitCode } = await apply([
    'nft table ip calico {',
    'ip link set lo down',
    'ip link set eth0 down',
    'nft   chain a { }',
    'ip addr replace 10.98.81.4/32 dev eth0',
    'nft }',
  ])
  expect(exitCode).toBe(0)
  expect(calls).toEqual([
    '$ ip -batch -',
    'link set lo down',
    'link set eth0 down',
    'addr replace 10.98.81.4/32 dev eth0',
    '$ nft -f -',
    'table ip calico {',
    '  chain a { }',
    '}',
  ])
})

test('a batch that is refused ends the plan before its rules', async () => {
  const { calls, exitCode, stderr } = await apply(['ip link set eth9 down', 'nft table ip calico'], { ipExit: 1 })
  expect(calls).toEqual(['$ ip -batch -', 'link set eth9 down'])
  expect(exitCode).not.toBe(0)
  expect(stderr).toBe('at 0 0\nip refused it\n')
})

test('the line that a batch stopped at is the instruction that failed', async () => {
  const ipSays = 'Cannot find device "eth9"\\nCommand failed -:2\\n'
  const instructions = ['ip link set lo down', 'ip link set eth9 down']
  const { stderr } = await apply(instructions, { ipExit: 1, ipSays })
  expect(stderr).toBe('at 0 1\nCannot find device "eth9"\n')
})

test('a stage begins when the one before is done', async () => {
  const stages = ['ip link set lo down', 'in ', 'ip link set eth0 down', 'then', 'in ', 'ip link set net0 down']
  const { calls, exitCode } = await apply(stages)
  expect(exitCode).toBe(0)
  expect(calls.at(-1)).toBe('link set net0 down')
  expect(calls.slice(0, -2).toSorted()).toEqual([
    '$ ip -batch -',
    '$ ip -batch -',
    'link set eth0 down',
    'link set lo down',
  ])
})

test('a stage after one that failed does not begin', async () => {
  const { calls, stderr } = await apply(['reboot now', 'then', 'in ', 'ip link set net0 down'])
  expect(stderr).toBe('at 0 0\nno instruction reboot\n')
  expect(calls).toEqual([])
})

test('each plan is named by its place', async () => {
  expect((await apply(['in ', 'ip link set lo down', 'in nowhere', 'ip link set lo down'])).stderr).toMatch(
    /^at 2 0\nno namespace nowhere: /,
  )
})

test.for([
  ['reboot now', /^at 0 1\nno instruction reboot\n/],
  ['sysctl net.ipv4.conf.nosuchdevice.proxy_arp 1', /^at 0 1\nsysctl net.ipv4.conf.nosuchdevice.proxy_arp: /],
  ['tx-off nosuchdevice', /^at 0 1\ntx-off nosuchdevice: No such device/],
] as const)('%s fails after what is before it, and before what is after it', async ([line, problem]) => {
  const { calls, exitCode, stderr } = await apply(['ip link set lo down', line, 'ip link set eth0 down'])
  expect(calls).toEqual(['$ ip -batch -', 'link set lo down'])
  expect(exitCode).not.toBe(0)
  expect(stderr).toMatch(problem)
})

test.for([
  ['net.ipv4.conf.nosuch.forwarding', 'net/ipv4/conf/nosuch/forwarding'],
  ['net/ipv4/conf/nosuch.100/forwarding', 'net/ipv4/conf/nosuch.100/forwarding'],
  ['net.ipv4.conf.nosuch/100.forwarding', 'net/ipv4/conf/nosuch.100/forwarding'],
])('the key %s is the file %s, as in sysctl(8)', async ([key, path]) => {
  const { stderr } = await apply([`sysctl ${key} 1`])
  expect(stderr).toBe(`at 0 0\nsysctl ${key}: /proc/sys/${path}: No such file or directory\n`)
})

test('nothing to do is done', async () => {
  expect(await apply([])).toMatchObject({ exitCode: 0, calls: [], stderr: '' })
})

import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { guestFolder } from './perl.ts'

const made = 'ip link add net0 type veth peer name p0 && ip link add br0 type bridge'
const shown = 'ip -o addr && ip -o link show master br0 && ip route && ip -6 route'
const byKernel = `{ echo in; sed 's/^/ip /'; } | PATH= $(command -v perl) -MPOSIX ${guestFolder}apply.pl`

/** What is there after lines in a network of its own; what differs from one device to the next is left out. */
function networkAfter(lines: readonly string[], program: string) {
  const script = `${made} && ${program} && ${shown}`
  const argv = ['--user', '--map-root-user', '--net', 'sh', '-c', script]
  const { status, stdout, stderr } = spawnSync('unshare', argv, { input: `${lines.join('\n')}\n`, encoding: 'utf8' })
  return { status, stderr, text: stdout.replaceAll(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|fe80\S+|valid_lft \S+/g, '') }
}

const lines = [
  'link set lo up',
  'link set br0 up',
  'link set p0 master br0 up',
  'link set net0 up',
  'addr add 10.1.0.10/24 dev net0',
  'addr replace 10.1.0.10/24 dev net0',
  'addr add fd00:10:1::10/64 dev net0 nodad',
  'route replace default via 10.1.0.9',
  'route replace default via 10.1.0.1',
  'route replace 10.98.0.0/26 via 10.1.0.11',
  'route replace default via fd00:10:1::1',
  'route replace fd00:10:98::/122 via fd00:10:1::11',
]

test('the kernel is told what ip would tell it, and no program is started', () => {
  const told = networkAfter(lines, byKernel)
  expect(told).toMatchObject({ status: 0, stderr: '' })
  expect(told.text).toContain('10.98.0.0/26 via 10.1.0.11 dev net0')
  expect(told.text).toContain('fd00:10:98::/122 via fd00:10:1::11 dev net0')
  expect(told).toEqual(networkAfter(lines, 'ip -batch -'))
})

test.for([
  ['addr add 10.1.0.10/24 dev net0', 'RTNETLINK answers: File exists'],
  ['addr add 10.1.0.11/24 dev net9', 'Cannot find device "net9"'],
  ['link set net0 master br9 up', 'Cannot find device "br9"'],
  ['route replace default via 10.9.0.1', 'RTNETLINK answers: Network is unreachable'],
] as const)('%s is refused as ip says it', ([line, why]) => {
  const before = ['link set net0 up', 'addr add 10.1.0.10/24 dev net0']
  const { status, stderr } = networkAfter([...before, line], byKernel)
  expect(status).not.toBe(0)
  expect(stderr).toBe(`at 0 2\n${why}\n`)
})

test('a line that it does not know brings its whole batch to ip', () => {
  const { stderr } = networkAfter(['link set net0 up', 'link set net0 alias rack'], byKernel)
  expect(stderr).toBe('at 0 0\nip: No such file or directory\n')
})

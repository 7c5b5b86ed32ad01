import { release } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKindCluster, type Cluster } from '../../src/index.ts'
import type { CommandError } from '../../src/errors.ts'
import { awaitHealth } from '../../src/fabric/await-health.ts'
import { runExecLines } from '../../src/host/exec-lines.ts'
import type { Connection } from '../../src/host/connection.ts'
import { run, tryRun } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import { applyPlans } from '../../src/plan/plan.ts'
import { twoNodes } from './two-nodes.ts'

const kind = twoNodes(`host-exec-${process.pid}`)
let cluster: Cluster
let host: Connection

beforeAll(async () => {
  cluster = await createKindCluster(kind, { host: 'local' })
  const connection = await findSupervisor(kind.name ?? '')
  if (connection === undefined) throw new Error('the lab is gone')
  host = connection
})

afterAll(async () => {
  host.close()
  await cluster[Symbol.asyncDispose]()
})

const line = (text: string) => [{ argv: ['sh', '-c', text] }]
const onWorker = (text: string, env = {}) =>
  runExecLines(host, [{ name: 'server1', namespace: 'worker', lines: line(text), env }])

/** What a line of a node says. */
async function said(text: string, namespace = 'worker'): Promise<string> {
  return (await tryRun(host, '', ['/underlay/exec-line.pl', namespace, '--', 'sh', '-c', text])).stdout.trim()
}

test('lines of one node share processes and files, those of another see nothing of them', async () => {
  await onWorker('echo mine > /run/file; (sleep 1000 > /dev/null 2>&1 &)')
  expect(await said('cat /run/file; ps -e | grep -c "[s]leep"; hostname')).toBe('mine\n1\nworker')
  expect(await said('ls /run /tmp; ps -e | grep -c "[s]leep"; hostname', 'control-plane')).toBe(
    '/run:\n\n/tmp:\n0\ncontrol-plane',
  )
  expect(await said('ip -br addr show eth0')).toContain('172.18.0.3/16')
})

test('a healthcheck that takes too long is killed with what it started', async () => {
  const check = { argv: ['sh', '-c', 'sleep 1001; true'], intervalSeconds: 0, retries: 0, startPeriodSeconds: 0 }
  const outcome = awaitHealth(host, { name: 'server1', namespace: 'worker' }, { ...check, timeoutSeconds: 0.3 })
  await expect(outcome).rejects.toThrow('server1 to become healthy')
  await expect.poll(() => said('ps -eo args | grep -c "[s]leep 1001"')).toBe('0')
})

test('a line has its variables', async () => {
  await onWorker('echo "$STAGE $PATH" > /tmp/variables', { STAGE: 'first one' })
  expect(await said('cat /tmp/variables')).toBe('first one /usr/sbin:/usr/bin:/sbin:/bin')
})

// A handle names a file of the whole file system that the root lies on, whatever is mounted.
const byHandle = [
  'my ($to, $open) = (POSIX::uname())[4] eq "aarch64" ? (264, 265) : (303, 304);',
  'my ($path, $handle, $mount) = ("/etc", pack("Li", 128, 0) . "\\0" x 128, pack "i", 0);',
  'syscall($to, -100, $path, $handle, $mount, 0) == 0 or exit;',
  'open my $file, "<", "/etc/passwd" or exit;',
  'exit(syscall($open, fileno $file, $handle, 0) < 0);',
].join(' ')

const arm = process.arch === 'arm64'
const [ptrace, initModule, mknodat, reboot] = arm ? [117, 105, 33, 142] : [101, 175, 259, 169]

test.for([
  ['open files by their handles', `perl -MPOSIX -e '${byHandle}'`],
  [
    'write what is not its own in /proc',
    'find /proc \\( -path "/proc/[0-9]*" -o -path /proc/sys/net \\) -prune -o -type f -perm /222 -writable -print | grep .',
  ],
  ['write the root', 'touch /usr/bin/x'],
  ['mount', 'mount -t tmpfs none /usr'],
  ['make the root writable', 'mount -o remount,rw,bind /'],
  ['change the machine', 'echo x > /proc/sys/kernel/domainname'],
  ['reach another network', 'ip -n control-plane link || ls /run/netns/control-plane'],
  ['see what else runs', 'ps -ef | grep -v "ps -ef" | grep "[a]gent\\|[e]nter-root"'],
  ["read the home of the machine's user", `ls -A /root ${process.env['HOME'] ?? '/home'} | grep -v : | grep .`],
  [
    "see the creator's variables, tokens among them",
    'env | grep -v "^\\(HOSTNAME\\|HOME\\|TERM\\|PATH\\|PWD\\|_\\)=" | grep .',
  ],
  ["reach the creator's agent of keys", 'test -n "$SSH_AUTH_SOCK" || ls -d /tmp/ssh-* /run/user'],
  ['end a process of the machine', `kill -0 ${process.pid}`],
  ['trace what holds its namespaces', `perl -e 'exit(syscall(${ptrace}, 16, 1, 0, 0) < 0)'`],
  ['load a module', `perl -e 'exit(syscall(${initModule}, 0, 0, "") < 0)'`],
  ['read the memory of the machine', 'ls /dev/mem /dev/kmem /dev/kvm || head -c1 /proc/kcore | grep -q .'],
  ['make a device', `perl -e 'exit(syscall(${mknodat}, -100, my $path = "/tmp/disk", 0x6180, 2048) < 0)'`],
  ['set the clock', 'date -s @0'],
  ['restart the machine', `perl -e 'exit(syscall(${reboot}, 0xfee1dead, 672274793, 0x1234567, 0) < 0)'`],
  ['enter other namespaces', 'nsenter -t 1 -m true'],
])('a line cannot %s', async ([, text = '']) => {
  const error: unknown = await onWorker(text).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ where: 'server1', exitCode: expect.any(Number) })
  // A program that is not there shows nothing.
  expect([126, 127]).not.toContain((error as CommandError).exitCode)
})

test('what these lines run is there', async () => {
  const programs = 'date env find grep head ip kill ls mount nsenter perl ps touch'
  const missing = `for each in ${programs}; do command -v $each > /dev/null || echo $each; done`
  expect(await said(`${missing}; perl -MPOSIX -e 'print "end"'`)).toBe('end')
})

const [major = 0, minor = 0] = release().split('.').map(Number)
const whole =
  major < 6 || (major === 6 && minor < 14)
    ? 'before Linux 6.14 the number of processes is one of the machine'
    : undefined

test('a line that starts processes without end has a thousand, and the lab goes on', async ({ skip }) => {
  if (whole !== undefined) skip(whole)
  const bomb =
    'setpgrp; $| = 1; $SIG{CHLD} = "IGNORE"; while ($n < 3000) { my $p = fork // last; if (!$p) { sleep 30; exit } $n++ } print $n'
  const started = Number(await said(`perl -e '${bomb}; kill 9, -getpgrp' > /tmp/started; cat /tmp/started`))
  expect(started).toBeGreaterThan(500)
  expect(started).toBeLessThan(1024)
  expect(await said('echo there', 'control-plane')).toBe('there')
})

test('when memory ends, what a line started goes first', async () => {
  expect(await said('cat /proc/self/oom_score_adj')).toBe('1000')
})

test('a folder of files in memory has 256 MiB', async () => {
  const fill = `perl -e 'open F, ">", "/tmp/big"; for (1 .. 300) { syswrite F, "x" x 1048576 or last; $n++ } print $n; unlink "/tmp/big"'`
  expect(await said(fill)).toBe('256')
})

test('it may change its network, capture and ping', async () => {
  await onWorker('sysctl -w net.ipv4.conf.eth0.forwarding=0 && nft add table ip mine && ping -c1 -W1 172.18.0.1')
  await onWorker('tcpdump -i eth0 -c1 -w /tmp/file --immediate-mode & sleep 0.3; ping -c1 -W1 172.18.0.1; wait')
  expect(await said('tcpdump -nr /tmp/file 2> /dev/null | wc -l')).toBe('1')
})

test('the exit code of a line is its own', async () => {
  await expect(onWorker('exit 7')).rejects.toMatchObject({ exitCode: 7, where: 'server1' })
  await expect(onWorker('kill -9 $$')).rejects.toMatchObject({ exitCode: 137 })
})

test('a batch of ip lines stops at the line that fails', async () => {
  const lines = ['ip addr add 192.0.2.1/32 dev lo', 'ip link set eth7 up', 'ip addr add 192.0.2.2/32 dev lo']
  const node = { name: 'server1', namespace: 'worker', lines: lines.map((text) => ({ argv: text.split(' ') })) }
  await expect(runExecLines(host, [node])).rejects.toThrow(
    'server1: ip link set eth7 up: exit code 1: Cannot find device "eth7"',
  )
  expect(await said('ip -br addr show lo')).not.toContain('192.0.2.2')
  await runExecLines(host, [{ ...node, lines: node.lines.slice(0, 1), tolerant: true }])
})

test('one request goes through several namespaces, and back to the first', async () => {
  const own = { namespace: '', instructions: ['end passing'] }
  const stages = [
    [{ namespace: '', instructions: ['ip netns add passing'] }],
    [{ namespace: 'passing', instructions: ['ip link set lo up'] }],
    [own],
  ]
  await applyPlans(host, ...stages)
  expect(await run(host, '', ['ls', '/run/netns'])).not.toContain('passing')
})

test('the end of a namespace is the end of what runs in it', async () => {
  await applyPlans(host, [{ namespace: '', instructions: ['end worker'] }])
  expect(await run(host, '', ['sh', '-c', 'ls /run/netns; ps -e | grep -c "[s]leep" || true'])).toBe(
    'control-plane\noutside\n0\n',
  )
})

import { expect, test } from 'vitest'
import { explainDeploy } from '../../../../src/fabric/containerlab/explain-failure.ts'
import { failedExec } from '../../../../src/fabric/containerlab/failed-exec.ts'
import { logLine } from '../../../../src/fabric/containerlab/log-line.ts'

test.for([
  ['14:05:11 INFO Containerlab started version=0.69.3', 'info', 'Containerlab started version=0.69.3'],
  ['14:05:11 WARN Unable to init module loader', 'warn', 'Unable to init module loader'],
  ['14:05:11 ERRO failed', 'error', 'failed'],
  ['FATA failed', 'fatal', 'failed'],
  ['14:05:11 DEBU lab Conf: {}', 'debug', 'lab Conf: {}'],
  ['INFO[0012] Creating container: "gw0"', 'info', 'Creating container: "gw0"'],
  ['time="2024-05-01T10:00:00Z" level=warning msg="it said \\"no\\""', 'warn', 'it said "no"'],
  ['time="2024-05-01T10:00:00Z" level=info msg=done', 'info', 'done'],
  ['{"level":"info","msg":"Creating container","name":"gw0"}', 'info', 'Creating container'],
] as const)('%s', ([line, level, message]) => {
  expect(logLine(line)).toEqual({ level, message })
})

test.for([
  '╭────────────╮',
  '│ clab-lab-gw0 │ linux │ running │',
  '{"level":1}',
  '{',
  '',
  'Error: failed',
  'INFORMATION',
])('no line of the log: %s', (line) => {
  expect(logLine(line)).toBeUndefined()
})

const deployed = '14:05:11 INFO Created link: server1:net0 ▪┄┄▪ br-pool0:br-pool0-net0\n'

test('an exec line that fails, its output in one line', () => {
  const said = `${deployed}14:05:12 ERRO Failed to execute command command="ip addr add 10.1.5.10/33 dev net0" node=server1 rc=1 stdout="" stderr="Error: any valid prefix is expected."\n`
  expect(failedExec(said)).toMatchObject({
    where: 'server1',
    argv: ['ip', 'addr', 'add', '10.1.5.10/33', 'dev', 'net0'],
    exitCode: 1,
    stdout: '',
    stderr: 'Error: any valid prefix is expected.',
  })
})

test('an exec line that fails, its output in several lines, as a program ends them', () => {
  const said = `${deployed}14:05:12 ERRO Failed to execute command
  command="ip route replace default via 10.1.5.1" node=server1 rc=2 stdout=""
  stderr=
  │ Error: Nexthop has invalid gateway.
  │ Try again.
14:05:12 INFO Executed command node=server2 command="ip link" stdout=
  │ 1: lo
`
  const error = failedExec(said)
  expect(error).toMatchObject({
    where: 'server1',
    exitCode: 2,
    stderr: 'Error: Nexthop has invalid gateway.\nTry again.',
  })
  expect(error?.message).toContain('server1: ip route replace default via 10.1.5.1: exit code 2: Error: Nexthop')
})

test('no exec line failed', () => {
  expect(failedExec(`${deployed}14:05:12 INFO Executed command node=gw0 command="x" stdout=""\n`)).toBeUndefined()
  expect(failedExec('')).toBeUndefined()
})

const path = '/state/lab/lab.clab.yml'

test.for([
  ['this containerlab command requires root privileges or root via SUID', /chmod u\+s/],
  ["user 'me' is not part of containerlab admin group 'clab_admins'", /usermod -aG clab_admins/],
  ['open /proc/modules: no such file or directory', /built-in/],
  ['bridge "br-pool0" referenced in topology but does not exist', /network namespace/],
  ['interface br-pool0:eth1 is defined via topology but does already exist: <nil>', /ip link/],
  ['interface br-pool0:eth1 is defined via topology but already exists: <nil>', /ip link/],
  ['failed to verify bind path: stat /x: no such file', /one of files/],
  ['pull access denied for burlyluo/vyos', /docker pull/],
  ['invalid pool request: Pool overlaps with other one on this address space', /mgmt: ipv4-subnet/],
  ['something new', /^containerlab deploy --debug --topo \/state\/lab\/lab\.clab\.yml/],
] as const)('%s: the fix', ([said, fix]) => {
  const error = explainDeploy(`${deployed}14:05:11 WARN x\nError: ${said}\n`, path)
  expect(error.fix).toMatch(fix)
  expect(error.message).toContain(`containerlab did not deploy ${path}: Error: ${said}\n`)
})

test('the errors of the log are told, then the last word, whole; progress is not', () => {
  const said = `${deployed}14:05:12 ERRO gw0: no image\nError: 2 errors:\n  first\n  second\n`
  const { message } = explainDeploy(said, path)
  expect(
    message
      .split('\n')
      .slice(0, 4)
      .map((line) => line.trim()),
  ).toEqual([`containerlab did not deploy ${path}: 14:05:12 ERRO gw0: no image`, 'Error: 2 errors:', 'first', 'second'])
  expect(explainDeploy('', path).message).toContain('it said nothing')
  expect(explainDeploy('panic\ngoroutine 1\n', path).message).toContain('panic\n  goroutine 1')
})

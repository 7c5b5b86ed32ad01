import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { openAgentInContainer } from '../../../../src/host/agent/docker-exec.ts'
import { emptyPath, fakePrograms, isAlive } from '../../process/fake-programs.ts'
import { rejection } from '../../refusal.ts'
import { runScript } from '../../run-script.ts'

const agent = join(import.meta.dirname, 'agent-on-stdio.ts')
const runsAgent = `for bytes; do :; done
echo $$ > "$(dirname "$0")/pid"
exec '${process.execPath}' --disable-warning=ExperimentalWarning '${agent}' "$bytes"`

test('the agent runs by docker exec, and ends when the host is closed', async () => {
  const { folder, calls } = fakePrograms({ docker: runsAgent })
  const host = await openAgentInContainer('c0ffee')
  expect(host).toMatchObject({ kind: 'docker', kernel: '6.1.0-fake' })
  expect(calls()[0]).toMatch(/^docker exec -i c0ffee perl -e my \$s/)
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  expect(isAlive(pid)).toBe(true)
  host.close()
  await expect.poll(() => isAlive(pid)).toBe(false)
})

test('it is in a session of its own: Ctrl-C in the terminal ends the script alone', async () => {
  const { folder } = fakePrograms({ docker: runsAgent })
  const host = await openAgentInContainer('c0ffee')
  onTestFinished(() => host.close())
  const pid = readFileSync(join(folder, 'pid'), 'utf8').trim()
  const [, , group, session] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  expect([group, session]).toEqual([pid, pid])
})

test('of what Docker says the last 4000 characters are told', async () => {
  fakePrograms({ docker: `head -c 20000 /dev/zero | tr '\\0' x >&2; echo 'the end' >&2; exit 1` })
  const { message } = await rejection(openAgentInContainer('c0ffee'), EngineError)
  expect(message).toMatch(/^the agent did not start: x+the end$/)
  expect(message.length).toBeLessThan(4100)
})

test('an open agent does not keep a script alive', () => {
  const { folder } = fakePrograms({ docker: runsAgent })
  const script = `const { openAgentInContainer } = await from('host/agent/docker-exec.ts')
console.log((await openAgentInContainer('c0ffee')).kernel)`
  expect(runScript(script)).toMatchObject({ stdout: '6.1.0-fake\n', stderr: '', status: 0 })
  expect(existsSync(join(folder, 'pid'))).toBe(true)
})

test('a docker exec that never ends, as of a container that others removed, ends with the script', async () => {
  const { folder } = fakePrograms({ docker: `${runsAgent.replace('exec ', '')}\nsleep 1000` })
  runScript(`const { openAgentInContainer } = await from('host/agent/docker-exec.ts')
await openAgentInContainer('c0ffee')`)
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
})

test.for([
  ['the container is gone', 'Error response from daemon: No such container: c0ffee'],
  ['it has no Perl', 'OCI runtime exec failed: exec: "perl": executable file not found in $PATH'],
])('%s: told in Docker’s words', async ([, said = '']) => {
  fakePrograms({ docker: `echo '${said}' >&2; exit 1` })
  expect((await rejection(openAgentInContainer('c0ffee'), EngineError)).message).toBe(
    `the agent did not start: ${said}`,
  )
})

test('without a Docker command', async () => {
  emptyPath()
  const { message } = await rejection(openAgentInContainer('c0ffee'), EngineError)
  expect(message).toBe('the agent did not start: spawn docker ENOENT')
})

import { expect, onTestFinished, test, vi } from 'vitest'
import { EngineError, LabError } from '../../../../src/errors.ts'
import { connectTo } from '../../../../src/host/connection.ts'
import { frameReader } from '../../../../src/host/wire/frame.ts'
import { fakeSupervisor, infoAnswer, listen } from './fake-supervisor.ts'

type Supervisor = Awaited<ReturnType<typeof fakeSupervisor>>

/** The frame of that type that reaches the machine as the `nth`, from 0. */
const arrived = ({ sent }: Supervisor, type: string, nth = 0) =>
  vi.waitFor(() => {
    const frame = sent.filter((each) => each.type === type)[nth]
    return frame ?? expect.fail(`no ${type} frame ${nth} was sent`)
  })

const exit = (code: number, signal = 0): string => `${code}\0${signal}`

test('a connection knows the machine', async () => {
  const { connect } = await fakeSupervisor()
  expect(await connect()).toMatchObject({ kind: 'microvm', kernel: '6.1.0-fake', accelerator: 'tcg' })
})

test("two clients' processes have ids of their own, and each client gets its own output", async () => {
  const supervisor = await fakeSupervisor()
  const [one, two] = [await supervisor.connect(), await supervisor.connect()]
  const first = one.spawn('worker', ['cat', ''])
  const second = two.spawn('worker2', ['ip', 'addr'])
  const [a, b] = [await arrived(supervisor, 'S', 0), await arrived(supervisor, 'S', 1)]
  expect([a, b].map(({ payload }) => payload.toString()).sort()).toEqual(['-\0worker\0cat\0', '-\0worker2\0ip\0addr'])
  expect(a.id).not.toBe(b.id)
  const [ofFirst, ofSecond] = a.payload.toString().includes('cat') ? [a.id, b.id] : [b.id, a.id]
  supervisor.say('O', ofSecond, 'second')
  supervisor.say('R', ofFirst, 'first')
  supervisor.say('X', ofFirst, exit(3))
  supervisor.say('X', ofSecond, exit(0, 15))
  expect(await first.exited).toEqual({ exitCode: 3 })
  expect(await second.exited).toEqual({ exitCode: 143 })
  expect([String(first.stdout.read() ?? ''), String(first.stderr.read())]).toEqual(['', 'first'])
  expect([String(second.stdout.read()), String(second.stderr.read() ?? '')]).toEqual(['second', ''])
})

test('standard input, signals and the size of the terminal go to the process that they are meant for', async () => {
  const supervisor = await fakeSupervisor()
  const connection = await supervisor.connect()
  connection.spawn('', ['sleep', '1'])
  const shell = connection.spawn('worker', ['bash'], { terminal: true, stdin: 'exit\n' })
  const { id, payload } = await arrived(supervisor, 'S', 1)
  expect(payload.toString()).toBe('t\0worker\0bash')
  shell.kill('SIGINT')
  shell.resize(24, 80)
  await arrived(supervisor, 'W')
  const rest = supervisor.sent.filter((frame) => frame.id === id).map(({ type, payload: text }) => `${type}${text}`)
  expect(rest.slice(1)).toEqual(['Iexit\n', 'E', 'K2', 'W24\u000080'])
})

test('input waits for a program that takes none, but not in the lab of a version that does not tell', async () => {
  const much = Buffer.alloc(2 << 20)
  const { connect } = await fakeSupervisor()
  let hasRoom = false
  void (await connect())
    .spawn('', ['cat'])
    .write(much)
    .then(() => (hasRoom = true))
  const older = await listen((client) => {
    client.on(
      'data',
      frameReader(({ type, id }) => type === 'C' && client.write(infoAnswer(id))),
    )
  })
  const connection = await connectTo(older.path)
  onTestFinished(() => connection.close())
  await connection.spawn('', ['cat']).write(much)
  expect(hasRoom).toBe(false)
})

test('a client that is gone has its running processes killed, and no others', async () => {
  const supervisor = await fakeSupervisor()
  const [one, two] = [await supervisor.connect(), await supervisor.connect()]
  const done = one.spawn('', ['true'])
  const { id: finished } = await arrived(supervisor, 'S', 0)
  const running = one.spawn('', ['sleep', '1'])
  const { id: victim } = await arrived(supervisor, 'S', 1)
  const survivor = two.spawn('', ['sleep', '2'])
  const { id: other } = await arrived(supervisor, 'S', 2)
  supervisor.say('X', finished, exit(0))
  await done.exited
  one.close()
  await expect(running.exited).rejects.toThrow(EngineError)
  await arrived(supervisor, 'K')
  supervisor.say('X', other, exit(0))
  await survivor.exited
  expect(supervisor.sent.filter(({ type }) => type === 'K').map(({ id, payload }) => [id, `${payload}`])).toEqual([
    [victim, '9'],
  ])
})

test('a file is written with its content, and a problem is an error', async () => {
  const supervisor = await fakeSupervisor()
  const connection = await supervisor.connect()
  const written = connection.write('/run/bird/a.conf', Uint8Array.of(0, 255))
  const first = await arrived(supervisor, 'F')
  expect(first.payload).toEqual(Buffer.from('/run/bird/a.conf\0\0\xff', 'latin1'))
  supervisor.say('X', first.id, exit(0))
  await expect(written).resolves.toBeUndefined()
  const refused = connection.write('/nowhere/a', 'x')
  const { id } = await arrived(supervisor, 'F', 1)
  supervisor.say('R', id, 'agent: /nowhere/a: No such file or directory\n')
  supervisor.say('X', id, exit(1))
  await expect(refused).rejects.toThrow(new EngineError('agent: /nowhere/a: No such file or directory'))
})

test('NUL would part an argument: it is refused, and nothing is sent', async () => {
  const supervisor = await fakeSupervisor()
  const connection = await supervisor.connect()
  expect(() => connection.spawn('worker', ['echo', 'a\0b'])).toThrow(
    new LabError('an argument has a NUL byte: "a\\u0000b"'),
  )
  expect(() => connection.spawn('work\0er', ['true'])).toThrow(LabError)
  await expect(connection.write('/a\0b', 'x')).rejects.toThrow(LabError)
  await connection.readState()
  expect(supervisor.sent).toEqual([])
})

test('a process that ended is forgotten: what is sent to it goes nowhere', async () => {
  const supervisor = await fakeSupervisor()
  const connection = await supervisor.connect()
  const done = connection.spawn('', ['true'])
  const { id } = await arrived(supervisor, 'S')
  supervisor.say('X', id, exit(0))
  await done.exited
  done.kill('SIGKILL')
  connection.spawn('', ['next'])
  await arrived(supervisor, 'S', 1)
  expect(supervisor.sent.map(({ type }) => type)).toEqual(['S', 'S'])
})

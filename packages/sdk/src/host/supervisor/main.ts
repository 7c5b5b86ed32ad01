import { existsSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { LabError } from '../../errors.ts'
import { startDocker } from '../docker/start.ts'
import { startLocal } from '../local/start.ts'
import type { Machine } from '../machine.ts'
import { draftPlace } from '../microvm/snapshot-folder.ts'
import { startMicrovm } from '../microvm/start.ts'
import { lockAddress, setRuntimeDir, socketPath, socketPaths } from './address.ts'
import type { SupervisorAnswer } from './answer.ts'
import { bind } from './bind.ts'
import { endedPath, forgetEnded } from './ended.ts'
import { introduce } from './holder.ts'
import { takeLock, type Lock } from './lock.ts'
import { startReaper } from './reaper.ts'
import { createRelay } from './relay.ts'

// Runs as `node main.ts <lab> <host> <image>`: owns one lab's machine. It lives as long as its standard input, the creator's end of a
// pipe, is open; after the creator detached it, until it is told to end. It answers once on standard output.

const [, , lab = '', host = '', image = ''] = process.argv
let path: string | undefined
let lock: Lock | undefined
let door: Server | undefined
let detached = false
let made = false
const curious = new Set<Socket>()

function answer(message: SupervisorAnswer): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

// The machine dies with this process by its parent-death signal, so ending is enough.
function end(): never {
  if (path !== undefined) rmSync(path, { force: true })
  lock?.release()
  process.exit(0)
}

function startMachine(say: (line: string) => void): Promise<Machine> {
  if (host === 'local') return startLocal(lab)
  return host === 'docker' ? startDocker(lab, image) : startMicrovm(say)
}

// Whoever wants the same lab waits at the lock, and sees the connection close when the lab is there, or this process ends.
function attend(socket: Socket): void {
  socket.on('error', () => {}).on('close', () => curious.delete(socket))
  void reopen().then(() => {
    introduce(socket)
    if (made) socket.end()
    else curious.add(socket)
  })
}

// The end of a login, for one, clears the folder of sockets. The lock is found even so: whoever comes there gets the
// lab's socket back.
async function reopen(): Promise<void> {
  if (door === undefined || path === undefined || existsSync(path)) return
  try {
    if (socketPath(lab, process.pid) !== path) return
    door.close()
    await bind(door.removeAllListeners('error'), path)
  } catch {
    // Nobody can be let in where there is no place for a socket.
  }
}

function letIn(): void {
  made = true
  for (const socket of curious) socket.destroy()
}

async function supervise(): Promise<void> {
  lock = await takeLock(createServer(attend), lockAddress(lab))
  if (lock === undefined) {
    answer({ inUse: true })
    end()
  }
  path = socketPath(lab, process.pid)
  for (const stale of socketPaths(lab)) rmSync(stale, { force: true })
  forgetEnded(lab)
  const reaper = startReaper(path, [draftPlace()], endedPath(lab))
  const notes: string[] = []
  const machine = await startMachine((line) => notes.push(line))
  const onDetach = (): void => {
    detached = true
    reaper.note('its supervisor was killed')
  }
  const relay = createRelay(machine, { onDetach, onDestroy: end, onSave: letIn })
  void machine.exited.then((why) => {
    relay.close(why)
    if (detached) {
      reaper.note(why)
      // The reaper removes the socket, and leaves the record because it is still there.
      path = undefined
    }
    end()
  })
  const server = createServer(relay.accept)
  await bind(server, path, setRuntimeDir)
  door = server
  answer({ ready: true, notes })
}

// Ctrl-C in the creator's terminal is the creator's affair; its output may be gone long before this process.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => {})
process.stdout.on('error', () => {})
process.stdin.on('error', () => {}).on('close', () => detached || end())
process.stdin.resume()

await supervise().catch((error: unknown) => {
  const { name, message, fix } = error instanceof LabError ? error : new LabError(String(error))
  answer({ error: message, name, fix })
  end()
})

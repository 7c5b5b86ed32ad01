import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unpackedRoots } from '../../src/host/guest-root/debian.ts'
import { processesOf } from './leftovers.ts'

const lab = `user-${process.pid}`
const nobody = 65_534
const isRoot = process.getuid?.() === 0
const folder = mkdtempSync(join(tmpdir(), 'underlay-user-'))

let folders: Record<string, string> = {}

beforeAll(() => {
  folders = giveFolders()
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Starts the program as an unprivileged user; root becomes one that has the unpacked packages in a cache of its own. */
function asUser(...args: readonly string[]): ChildProcess {
  const argv = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'user.ts'),
    ...args,
  ]
  const env: Record<string, string | undefined> = { ...process.env, UNDERLAY_ENGINE: 'netns' }
  if (isRoot) {
    Object.assign(env, folders)
    argv.unshift('setpriv', '--reuid', String(nobody), '--regid', String(nobody), '--clear-groups')
  }
  const [program = '', ...rest] = argv
  return spawn(program, rest, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
}

function giveFolders(): Record<string, string> {
  const debian = join(folder, 'cache', 'underlay', 'debian')
  mkdirSync(debian, { recursive: true })
  const roots = unpackedRoots().map((root) => {
    const copy = join(debian, basename(root))
    cpSync(root, copy, { recursive: true, verbatimSymlinks: true })
    return copy
  })
  writeFileSync(join(debian, 'manifest.json'), JSON.stringify({ roots }))
  mkdirSync(join(folder, 'run'), { recursive: true })
  for (const path of ['', 'run', 'cache', 'cache/underlay']) chmodSync(join(folder, path), 0o777)
  return {
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_STATE_HOME: join(folder, 'state'),
  }
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new TypeError('started without a pipe')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line)
  throw new Error('it ended before it said anything')
}

test('a lab with BGP, VXLAN, captures, rules and web servers as an unprivileged user', async () => {
  const child = asUser(lab)
  const ended = once(child, 'exit')
  expect(await firstLine(child)).toEqual({
    uid: isRoot ? nobody : process.getuid?.(),
    accelerator: 'user namespaces',
    sessions: ['Established'],
    received: 3,
    dropped: 0,
    answer: expect.stringMatching(/^PodName: app-/),
    me: 'root\n',
  })
  expect(await ended).toEqual([0, null])
})

test('it is gone with its creator, kill -9 included', async () => {
  const child = asUser(lab, 'stay')
  await firstLine(child)
  expect(processesOf(lab).length).toBeGreaterThan(3)
  child.kill('SIGKILL')
  const deadline = performance.now() + 200
  while (processesOf(lab).length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(processesOf(lab)).toEqual([])
  const sockets = readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.sock'))
  expect(sockets).toEqual([])
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { labFolder, saveRecord } from '../../../../src/engine/kind/record.ts'
import { fakeDocker } from './fake-docker.ts'
import { kindLab, lab, nodes, ownFolders } from './kind-lab.ts'

const source = new URL('../../../../src/engine/kind/reaper/', import.meta.url)
const flags = ['--disable-warning=ExperimentalWarning']

/** A lab on a machine of its own, and a process that has started the reaper of the lab with that id. */
async function creator(id: string, then: string) {
  ownFolders()
  await saveRecord(kindLab({ id: 'id-of-the-lab' }))
  const engine = fakeDocker({ containers: nodes })
  const script = `const { startReaper } = await import('${new URL('start.ts', source).href}')
const reaper = await startReaper({ name: '${lab}', id: '${id}' })
${then}
console.log('started')`
  const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return { ...engine, child }
}

/** The reapers of that id that run. */
function reapersOf(id: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return argv.includes(lab) && argv.includes(id)
    } catch {
      return false
    }
  })
}

const soon = { timeout: 5000, interval: 20 }

test('when its creator is killed the reaper destroys the lab, whatever signals it has got itself', async () => {
  const { child, names } = await creator('id-of-the-lab', 'setInterval(() => {}, 1000)')
  const [reaper] = reapersOf('id-of-the-lab')
  // SIGHUP is the first bit of those that are caught.
  await expect.poll(() => readFileSync(`/proc/${reaper}/status`, 'utf8'), soon).toMatch(/^SigCgt:.*[13579bdf]$/m)
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(Number(reaper), signal)
  expect(names()).toHaveLength(4)
  child.kill('SIGKILL')
  await expect.poll(() => existsSync(labFolder(lab)), soon).toBe(false)
  expect(names()).toEqual([])
  await expect.poll(() => reapersOf('id-of-the-lab'), soon).toEqual([])
})

test('when its creator comes to its end the reaper does not hold it, and destroys the lab', async () => {
  const { child, names } = await creator('id-of-the-lab', '')
  expect(await once(child, 'exit')).toEqual([0, null])
  await expect.poll(() => existsSync(labFolder(lab)), soon).toBe(false)
  expect(names()).toEqual([])
})

test('a reaper that is released leaves the lab', async () => {
  const { child, calls } = await creator('id-of-the-lab', 'reaper.release()')
  expect(await once(child, 'exit')).toEqual([0, null])
  await expect.poll(() => reapersOf('id-of-the-lab'), soon).toEqual([])
  expect([existsSync(labFolder(lab)), calls()]).toEqual([true, []])
})

/** Runs the reaper for a lab's id until its input ends. */
async function reap(id: string) {
  const main = new URL('main.ts', source).pathname
  const reaper = spawn(process.execPath, [...flags, main, lab, id], { stdio: ['pipe', 'ignore', 'pipe'] })
  onTestFinished(() => void reaper.kill('SIGKILL'))
  reaper.stdin.end()
  return once(reaper, 'exit')
}

test('a lab of that name that was made since is left alone', async () => {
  ownFolders()
  await saveRecord(kindLab({ id: 'of-a-later-one' }))
  const { calls } = fakeDocker({ containers: nodes })
  expect(await reap('of-an-earlier-one')).toEqual([0, null])
  expect([existsSync(labFolder(lab)), calls()]).toEqual([true, []])
})

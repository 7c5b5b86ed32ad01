import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../temp-folder.ts'
import { guestFolder, perlText } from './perl.ts'

/**
 * A machine of two folders in place of /proc and /run/netns, in which nothing can be mounted: a network is an empty file,
 * and a name that is attached already is a link to it.
 */
function machine() {
  const folder = tempFolder()
  const [proc, named] = [join(folder, 'proc'), join(folder, 'netns')]
  for (const path of [proc, named]) mkdirSync(path)
  const source = readFileSync(`${guestFolder}attach.pl`, 'utf8').replaceAll('/proc/', 'proc/')
  const script = source.replaceAll('/run/netns/', 'netns/')
  const network = (pid: number): string => join(proc, String(pid), 'ns/net')
  return {
    /** A process with a network of its own, in a control group. */
    process: (pid: number, cgroup = '/') => {
      mkdirSync(join(proc, String(pid), 'ns'), { recursive: true })
      writeFileSync(network(pid), '')
      writeFileSync(join(proc, String(pid), 'cgroup'), `0::${cgroup}\n`)
    },
    name: (name: string, pid?: number) =>
      pid === undefined ? writeFileSync(join(named, name), '') : symlinkSync(network(pid), join(named, name)),
    names: () => readdirSync(named).toSorted(),
    attach: async (...lines: readonly string[]) => {
      // System calls that no kernel has: as without the right to mount.
      const numbers = 'package main; our %SYS = (mount => 9999, umount => 9999);'
      const stdin = lines.map((line) => `${line}\n`).join('')
      const { stdout, stderr } = await perlText(`${numbers}\n${script}`, { stdin, cwd: folder })
      return { lost: stdout.split('\n').filter((name) => name !== ''), stderr }
    },
  }
}

const uid = '0a1b2c3d-0000-4000-8000-0123456789ab'
const systemd = `/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-c0ffee.scope`

test('names that are attached already are found; those of no process are said', async () => {
  const { process, name, attach } = machine()
  process(7)
  name('worker', 7)
  expect(await attach('worker 7', 'worker2 8')).toEqual({ lost: ['worker2'], stderr: '' })
})

test.for([
  ['cgroupfs', `/kubepods/besteffort/pod${uid}/c0ffee`],
  ['systemd', systemd],
])('a pod is found by its UID in the control group of %s', async ([, cgroup = '']) => {
  const { process, name, attach } = machine()
  process(7, '/init.scope')
  process(8, cgroup)
  name(`pod-${uid}`, 8)
  const other = uid.replace('0a', 'ff')
  expect(await attach(`pod-${uid} pod ${uid}`, `pod-${other} pod ${other}`)).toEqual({
    lost: [`pod-${other}`],
    stderr: '',
  })
})

test('forgotten are names that begin so, are not given, and have no process any more', async () => {
  const { process, name, names, attach } = machine()
  process(7)
  process(8, systemd)
  name('worker')
  name('pod-gone')
  name('pod-gone-too')
  name('pod-of-a-process', 7)
  name(`pod-${uid}`, 8)
  expect(await attach('forget pod-', `pod-${uid} pod ${uid}`)).toEqual({ lost: [], stderr: '' })
  expect(names()).toEqual([`pod-${uid}`, 'pod-of-a-process', 'worker'])
})

test('a name that is given and not found is said, and not forgotten', async () => {
  const { name, names, attach } = machine()
  name(`pod-${uid}`)
  expect(await attach('forget pod-', `pod-${uid} pod ${uid}`)).toEqual({ lost: [`pod-${uid}`], stderr: '' })
  expect(names()).toEqual([`pod-${uid}`])
})

test('without a word of it nothing is forgotten; with nothing else to do only that is done', async () => {
  const { name, names, attach } = machine()
  name('pod-gone')
  expect(await attach()).toEqual({ lost: [], stderr: '' })
  expect(names()).toEqual(['pod-gone'])
  expect(await attach('forget pod-')).toEqual({ lost: [], stderr: '' })
  expect(names()).toEqual([])
})

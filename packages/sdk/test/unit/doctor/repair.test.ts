import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Finding } from '../../../src/doctor/finding.ts'
import { repairFindings, whyWithheld } from '../../../src/doctor/repair.ts'
import { fakePrograms } from '../process/fake-programs.ts'
import { tempFolder } from '../temp-folder.ts'

const findings: readonly Finding[] = [
  { probe: 'kernel', status: 'warning', detail: '', durationMs: 1, repairs: [{ kind: 'module', name: 'ipip' }] },
  { probe: 'docker', status: 'problem', detail: '', durationMs: 1, fix: 'start it' },
  {
    probe: 'inotify',
    status: 'warning',
    detail: '',
    durationMs: 1,
    repairs: [{ kind: 'sysctl', key: 'fs.inotify.max_user_instances', value: 512 }],
  },
]

function machine(modprobe = 'exit 0') {
  vi.spyOn(process, 'getuid').mockReturnValue(0)
  const { calls } = fakePrograms({ modprobe })
  const sysctlFolder = tempFolder()
  mkdirSync(join(sysctlFolder, 'fs/inotify'), { recursive: true })
  const path = join(sysctlFolder, 'fs/inotify/max_user_instances')
  writeFileSync(path, '128\n')
  return { calls, sysctlFolder, setting: () => readFileSync(path, 'utf8') }
}

test('modules are loaded, settings only when that is allowed', async () => {
  const { calls, sysctlFolder, setting } = machine()
  expect(await repairFindings(findings, { sysctlFolder })).toEqual([
    { probe: 'kernel', command: 'sudo modprobe ipip', outcome: 'done' },
    {
      probe: 'inotify',
      command: 'sudo sysctl fs.inotify.max_user_instances=512',
      outcome: 'withheld',
      why: expect.stringContaining('--sysctls'),
    },
  ])
  expect([calls(), setting()]).toEqual([['modprobe -- ipip'], '128\n'])
  expect((await repairFindings(findings, { sysctlFolder, sysctls: true })).map(({ outcome }) => outcome)).toEqual([
    'done',
    'done',
  ])
  expect(setting()).toBe('512\n')
})

test('a dry run changes nothing', async () => {
  const { calls, sysctlFolder, setting } = machine()
  const results = await repairFindings(findings, { sysctlFolder, sysctls: true, dryRun: true })
  expect(results.map(({ outcome }) => outcome)).toEqual(['would be done', 'would be done'])
  expect([calls(), setting()]).toEqual([[], '128\n'])
})

test('what fails is told, and the rest goes on', async () => {
  const { sysctlFolder, setting } = machine('echo "modprobe: FATAL: Module ipip not found." >&2; exit 1')
  const [module, sysctl] = await repairFindings(findings, { sysctlFolder, sysctls: true })
  expect(module).toMatchObject({ outcome: 'failed', why: expect.stringContaining('not found') })
  expect([sysctl?.outcome, setting()]).toEqual(['done', '512\n'])
})

test('only root changes the machine', () => {
  const module = { kind: 'module', name: 'ipip' } as const
  expect(whyWithheld(module, {}, 1000)).toMatch(/root/)
  expect(whyWithheld(module, {}, 0)).toBeUndefined()
})

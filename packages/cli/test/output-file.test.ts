import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabVerification } from '@underlay/sdk'
import { expect, onTestFinished, test, vi } from 'vitest'
import { UsageError } from '../src/command/usage-error.ts'
import { report } from '../src/commands/report.ts'
import { verify } from '../src/commands/verify.ts'
import { prepareFile, writeOutputFile } from '../src/output/output-file.ts'
import { writeVerification } from '../src/verify/write-verification.ts'
import { tempFolder } from './run-underlay.ts'

const { signal } = new AbortController()

test.for([
  [verify, '--junit'],
  [report, '-o'],
] as const)('a file that cannot be written is refused before a lab is looked for: %o', async ([command, flag]) => {
  const folder = tempFolder({ file: ['text'] })
  const below = join(folder, 'file', 'verify.xml')
  // No lab has this name.
  const given = (path: string) => command.run([flag, path, '-l', 'no-such-lab'], { signal })
  await expect(given(below)).rejects.toThrow(UsageError)
  await expect(given(below)).rejects.toThrow(new RegExp(`^${below} cannot be written: .*\n {2}fix: `))
  await expect(given(folder)).rejects.toThrow(`${folder} cannot be written: it is a folder`)
  await expect(given(join(folder, 'new', 'verify.xml'))).rejects.toThrow('no-such-lab')
})

test('a folder that is missing is made, and what is there is left until it is written', async () => {
  const path = join(tempFolder({}), 'reports', 'verify.xml')
  await writeOutputFile(path, 'first')
  await prepareFile(path)
  expect(readFileSync(path, 'utf8')).toBe('first')
})

test('the table is told even where the file cannot be written any more', async () => {
  const folder = join(tempFolder({}), 'verify.xml')
  mkdirSync(folder)
  const lines: string[] = []
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  onTestFinished(() => stdout.mockRestore())
  const verification: LabVerification = {
    lab: 'two',
    engine: 'netns',
    host: 'local',
    kernel: '6.18',
    cni: 'none',
    startedAt: '2026-11-26T08:00:00.000Z',
    durationMs: 1,
    findings: [],
    absent: [],
    notes: [],
    causes: [],
    outcome: 'fail',
    summary: 'two: 1 fail',
    message: 'two: 1 fail',
  }
  const writing = writeVerification(verification, { format: 'table', junit: folder, args: {} })
  await expect(writing).rejects.toThrow(UsageError)
  expect(lines.join('')).toContain('two: 1 fail')
})

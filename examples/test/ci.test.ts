import type { Report } from '@underlay/sdk'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import debian from '../../packages/sdk/debian-packages.json' with { type: 'json' }
import { tracesAfter } from '../../packages/sdk/test/lab/leftovers.ts'
import { ciFolder, copyOfCi, readWorkflow, testCases } from './run-ci.ts'

const tests = [...readFileSync(join(ciFolder, 'network.test.ts'), 'utf8').matchAll(/^test\('([^']+)'/gm)].map(
  ([, name = '']) => name,
)
const { runner, steps } = readWorkflow()
const lines = steps.flatMap(({ run }) => run ?? [])

/** What a run left in the folder that the workflow keeps. */
function resultsOf(folder: string) {
  const kept = String(steps.at(-1)?.with?.['path'])
  const read = (name: string) => readFileSync(join(folder, kept, name), 'utf8')
  const data = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(read('report.html'))?.[1] ?? ''
  return {
    cases: testCases(read('junit.xml')),
    captures: readdirSync(join(folder, kept, 'captures')),
    report: JSON.parse(data) as Report,
  }
}

test('the workflow: a stock runner, pinned actions, what a lab needs, and results also after a failed test', () => {
  expect(runner).toBe('ubuntu-24.04')
  const used = steps.flatMap(({ uses }) => uses ?? [])
  expect(used.map((action) => action.replace(/@[0-9a-f]{40}$/, ''))).toEqual([
    'actions/checkout',
    'actions/setup-node',
    'actions/upload-artifact',
  ])
  expect(steps.find(({ uses }) => uses?.startsWith('actions/setup-node'))?.with).toMatchObject({ 'node-version': 24 })
  const installed = /apt-get install .*--no-install-recommends (.*)/.exec(lines.join('\n'))?.[1]?.split(' ').sort()
  // On the runner's own kernel a lab needs no microVM.
  const needed = [...debian.installed.map(({ name }) => name), ...debian.unpacked]
  expect(installed).toEqual(needed.filter((name) => !/^(qemu|linux-image)-/.test(name)).sort())
  expect(lines.slice(-2)).toEqual(['npm ci', 'npm test'])
  expect(steps.at(-1)).toMatchObject({ if: 'always()', with: { path: 'results/' } })
})

test('what the workflow runs passes in a copy: a test case each, captures, the report', async () => {
  using copy = copyOfCi()
  const { code, output } = await copy.run(lines.at(-1) ?? '')
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' })
  const { cases, captures, report } = resultsOf(copy.folder)
  expect(cases).toEqual(tests.map((name) => ({ name, failure: undefined })))
  expect(captures).toEqual(expect.arrayContaining(['between-racks.pcapng', 'inside-of-a-rack.pcapng']))
  expect(report.captures.map(({ name }) => `${name}.pcapng`).sort()).toEqual(captures.sort())
  expect(report.verdicts.length).toBeGreaterThan(0)
  expect(report.verdicts.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
  expect(await tracesAfter('ci-network', 2000)).toEqual([])
})

test('wrong expectations: red, with the reasons in JUnit and in the report, and the captures are kept', async () => {
  using copy = copyOfCi((text) =>
    text.replace("toBeEncapsulated('vxlan'", "toBeEncapsulated('none'").replace('expect: 1450', 'expect: 1500'),
  )
  const { code, output } = await copy.run(lines.at(-1) ?? '')
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('2 failed') })
  const { cases, captures, report } = resultsOf(copy.folder)
  expect(cases.map(({ name, failure }) => [name, failure?.split('\n')[0]])).toEqual([
    [tests[0], expect.stringContaining('control-plane:net0: expected no encapsulation')],
    [tests[1], undefined],
    [tests[2], expect.stringContaining('has 1450 bytes, expected 1500')],
    [tests[3], undefined],
  ])
  expect(captures).toContain('between-racks.pcapng')
  const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail')
  expect(failed.map(({ summary }) => summary)).toEqual(expect.arrayContaining([tests[0], tests[2]]))
  expect(failed.map(({ capture }) => capture)).toContain('between-racks')
  expect(await tracesAfter('ci-network', 2000)).toEqual([])
})

test('no lab at all: red, and what an earlier run left is not taken for its results', async () => {
  using copy = copyOfCi((text) => text.replace("host: 'local'", "host: 'nowhere' as 'local'"))
  const { code } = await copy.run(`mkdir -p results && touch results/report.html && ${lines.at(-1)}`)
  expect(code).toBe(1)
  expect(existsSync(join(copy.folder, 'results/report.html'))).toBe(false)
})

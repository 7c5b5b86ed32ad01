import { compareRuns, formatDifferences, readRecord, recordPath, runNotebook } from '@underlay/notebook'
import { testNotebook } from '@underlay/notebook/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { exampleFolder, notebook, notebooks } from './run-example.ts'

const { run: example, folder, env, remove } = exampleFolder()

afterAll(async () => {
  await example('99')
  remove()
})

/** What a step with other arguments does not have in common with its record. */
async function differences(number: string, ...args: readonly string[]): Promise<string> {
  const path = notebook(number)
  const recorded = await readRecord(recordPath(path))
  if (recorded === undefined) throw new Error(`${path} has no record`)
  return formatDifferences(compareRuns(recorded, await runNotebook(path, { args, cwd: folder, env })))
}

test('a step before its lab says what builds one', async () => {
  const { code, output } = await example('05')
  expect(code).toBe(1)
  expect(output).toContain('no lab named calico-ipip-crosssubnet is running')
  expect(output).toContain('underlay up builds one')
  expect(output).not.toContain('    at ')
})

// One lab goes from step to step, in the order of the tutorial.
for (const step of notebooks('0[1-8]')) testNotebook(step, { cwd: folder, env })

describe('the tutorial', () => {
  test.for(['01', '02', '03', '04', '06'])('step %s passes a second time', async (name) => {
    const { code, output } = await example(name)
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' })
  })

  test('in mode Always the check names cells, and both values', async () => {
    const installed = await differences('03', '--ipip', 'Always')
    expect(installed).toMatch(/^03-install-cni\.mts:\d+ {2}After$/m)
    expect(installed).toMatch(/^ +recorded {2}.*IPIP CrossSubnet.*\n +ran {7}.*IPIP Always/m)
    const captured = await differences('06')
    expect(captured).toMatch(/^06-capture-same-subnet\.mts:\d+ {2}No encapsulation$/m)
    expect(captured).toMatch(/^ +recorded {2}✓ ICMP: control-plane:net0 {2}none {2}/m)
    expect(captured).toMatch(/^ +ran {7}AssertionError: control-plane:net0: expected no encapsulation/m)
    expect(captured).toMatch(/because the lab's IPIP mode is Always/)
  })
})

testNotebook(notebook('99'), { cwd: folder, env })

test('99 says so when there is no lab', async () => {
  expect(await example('99')).toMatchObject({ code: 0, output: 'no lab named calico-ipip-crosssubnet is running\n' })
})

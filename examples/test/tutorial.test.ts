import { afterAll, describe, expect, test } from 'vitest'
import { exampleFolder } from './run-example.ts'

const { run: example, remove } = exampleFolder()

const steps = ['01', '02', '03', '04', '05', '06', '07']

afterAll(async () => {
  await example('99')
  remove()
})

describe('the tutorial', () => {
  test('a step before its lab says which step to run', async () => {
    const { code, output } = await example('05')
    expect(code).toBe(1)
    expect(output).toContain('no lab named calico-ipip-crosssubnet is running')
    expect(output).toContain('npx zx examples/01-setup-env.mts')
    expect(output).not.toContain('    at ')
  })

  test.for(steps)('step %s passes', async (name) => {
    const { code, output } = await example(name)
    expect(output).toMatch(/^✓ /m)
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' })
  })

  test.for(['01', '02', '03', '04', '06'])('step %s passes a second time', async (name) => {
    const { code, output } = await example(name)
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' })
  })

  test('in mode Always step 06 turns red and says why', async () => {
    expect(await example('03', '--ipip', 'Always')).toMatchObject({ code: 0 })
    const { code, output } = await example('06')
    expect(code).toBe(1)
    expect(output).toMatch(/AssertionError: .*control-plane:net0/)
    expect(output).toMatch(/expected no encapsulation/)
    expect(output).toMatch(/Always/)
  })

  test('99 ends the lab, and says so when there is none', async () => {
    expect(await example('99')).toMatchObject({ code: 0, output: '✓ lab calico-ipip-crosssubnet is gone\n' })
    expect(await example('99')).toMatchObject({ code: 0, output: 'no lab named calico-ipip-crosssubnet is running\n' })
  })
})

import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'underlay-tutorial-'))
// A runtime folder of its own: a lab of the same name that somebody has running is another one.
const env = { ...process.env, XDG_RUNTIME_DIR: folder, NO_COLOR: '1' }

/** Runs an example as a user would, in a process of its own; its captures land in the temporary folder. */
async function example(name: string, ...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const zx = join(root, 'node_modules', '.bin', 'zx')
  const [path = name] = globSync(`${name}-*.mts`, { cwd: join(root, 'examples') })
  const child = spawn(zx, [join(root, 'examples', path), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output }
}

const steps = ['01', '02', '03', '04', '05', '06', '07']

afterAll(async () => {
  await example('99')
  rmSync(folder, { recursive: true })
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

  test.for(['02', '03', '04', '06'])('step %s passes a second time', async (name) => {
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

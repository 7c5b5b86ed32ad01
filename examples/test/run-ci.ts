import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..', '..')

/** The folder that is copied into a repository. */
export const ciFolder = join(root, 'examples', 'ci')

/** A step of the workflow, as far as it matters here. */
export interface WorkflowStep {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/** The steps of the workflow's one job, and what it runs on. */
export function readWorkflow(): { readonly runner: string; readonly steps: readonly WorkflowStep[] } {
  const text = readFileSync(join(ciFolder, '.github/workflows/network.yml'), 'utf8')
  const { jobs } = parse(text) as {
    readonly jobs: Readonly<Record<string, { readonly 'runs-on': string; readonly steps: readonly WorkflowStep[] }>>
  }
  const [job, ...others] = Object.values(jobs)
  if (job === undefined || others.length > 0) throw new Error(`the workflow has ${others.length + 1} jobs, not one`)
  return { runner: job['runs-on'], steps: job.steps }
}

/** A stranger's repository: a copy of the folder, its packages installed, its test changed where that is wanted. */
export function copyOfCi(change: (test: string) => string = (test) => test) {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-ci-'))
  const copied = ['.github', '.gitignore', 'README.md', 'network.test.ts', 'package.json', 'vitest.config.ts']
  for (const name of copied) cpSync(join(ciFolder, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const path = join(folder, 'network.test.ts')
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  return {
    folder,
    /** Runs a line of the workflow as the runner does. */
    async run(line: string) {
      const env = { ...process.env, NO_COLOR: '1', XDG_RUNTIME_DIR: folder, npm_config_update_notifier: 'false' }
      const shell = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', line]
      const child = spawn('bash', shell, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
      }
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
      return { code, output }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

/** The test cases of a JUnit file, each with the text of its failure. */
export function testCases(junit: string) {
  return [...junit.matchAll(/<testcase [^>]*? name="([^"]*)"[^>]*>([^]*?)<\/testcase>/g)].map(
    ([, name = '', body = '']) => ({ name, failure: /<failure message="([^"]*)"/.exec(body)?.[1] }),
  )
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

import { expect, test } from 'vitest'

import { runStep } from '../tutorial/step.mjs'
import { endSteps, startSteps } from '../tutorial/step-process.mjs'
import { temporaryFolder } from './folder.ts'

const start = resolve(import.meta.dirname, '..')
const destroy = "import fs from 'node:fs'\nfs.writeFileSync('destroyed', '')\nconsole.log('gone')"
const program = (root: string, options: string) => `
import { runMain } from ${JSON.stringify(join(start, 'failure.mjs'))}
import { runTutorial } from ${JSON.stringify(join(start, 'tutorial/tutorial.mjs'))}
await runMain((interrupt) => runTutorial({ root: ${JSON.stringify(root)}, engine: 'netns', interrupt, ...${options} }))`

function startTutorial(root: string, options = '{}') {
  symlinkSync(resolve(start, '../node_modules'), join(root, 'node_modules'))
  const argv = ['--input-type=module', '--eval', program(root, options)]
  return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
}

async function runToEnd(root: string, options?: string) {
  const child = startTutorial(root, options)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code, isDestroyed: existsSync(join(root, 'destroyed')) }
}

test('the steps run in order on Node 24, and destroy comes last', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts':
      "const engine: string = process.env.UNDERLAY_ENGINE ?? ''\nconsole.log('✓', engine, process.version)",
    'examples/02-b.mts': "console.log('✓ pid')\nconsole.error('quiet')",
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, stderr, code, isDestroyed } = await runToEnd(folder.path)
  expect(stdout).toMatch(/^ {4}✓ netns v24\./)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^3 steps, 2 verdicts hold, 0 fail, \d+\.\d s$/)
  expect(stderr).toMatch(/^✓ 02-b {8}\d+\.\d s$/m)
  expect(stderr).not.toContain('quiet')
  expect({ code, isDestroyed }).toEqual({ code: 0, isDestroyed: true })
})

test('a failing step shows its stderr and the next command, later steps do not run, the lab goes', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts': "console.log('✗ plain')\nconsole.error('because')\nprocess.exit(1)",
    'examples/02-b.mts': "console.log('✓ never')",
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, stderr, code, isDestroyed } = await runToEnd(folder.path)
  expect(stderr).toMatch(/^✗ 01-a.*exit code 1\n {4}because$/m)
  expect(stderr).toContain('npm start -- --keep')
  expect(stdout).not.toContain('never')
  expect({ code, isDestroyed }).toEqual({ code: 1, isDestroyed: true })
})

test('what two steps import is loaded once; each has the arguments and the engine that it is given', async () => {
  using folder = temporaryFolder({
    'part.mjs': "console.log('loaded')",
    'examples/01-a.mts': "import '../part.mjs'\nconsole.log(process.argv.slice(2), argv.cni)",
    'examples/02-b.mts': "import '../part.mjs'\nconsole.log(process.argv.slice(2), argv.cni)",
  })
  const { stdout } = await runToEnd(folder.path, "{ cni: 'flannel' }")
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    '    loaded',
    "    [ 'examples/01-a.mts', '--cni', 'flannel' ] flannel",
    "    [ 'examples/02-b.mts', '--cni', 'flannel' ] flannel",
  ])
})

test('a process for which no step comes runs nothing and ends', async () => {
  using folder = temporaryFolder({})
  symlinkSync(resolve(start, '../node_modules'), join(folder.path, 'node_modules'))
  const steps = startSteps({ root: folder.path, engine: 'netns' })
  endSteps(steps)
  expect(await steps.exited).toBe(0)
})

test.for([
  ['its last words end no line', "process.stdout.write('unended')", 0, 'unended'],
  ['it sets an exit code', "process.exitCode = 2\nconsole.log('said')", 2, 'said'],
  ['it throws', "console.log('said')\nthrow new Error('no')", 1, 'said'],
  ['it waits for what never comes', "console.log('said')\nawait new Promise(() => {})", 1, 'said'],
  ['it ends its process early', "console.log('said')\nprocess.exit(0)\nconsole.log('never')", 1, 'said'],
  ['what it began goes on', "setTimeout(() => console.log('said'), 100)", 0, 'said'],
  ['it goes elsewhere', "process.chdir('/')\nconsole.log('said')", 0, 'said'],
  ['it takes stdout', "console.log('said')\nprocess.stdout.write = () => true", 0, 'said'],
  ['it listens to its parent', "process.on('message', () => {})\nconsole.log('said')", 0, 'said'],
  ['it has what zx gives it', "console.log(__filename.endsWith('01-a.mts') ? 'said' : __filename)", 0, 'said'],
] as const)('a step ends with its own words and exit code: %s', async ([, words, code, said]) => {
  using folder = temporaryFolder({ '01-a.mts': words, '02-b.mts': "process.stderr.write('next')" })
  symlinkSync(resolve(start, '../node_modules'), join(folder.path, 'node_modules'))
  const steps = startSteps({ root: folder.path, engine: 'netns' })
  const lines: string[] = []
  const options = { onStdout: (line: string) => lines.push(line), onStderr: () => {} }
  const first = await runStep(steps, { name: '01-a', file: '01-a.mts' }, options)
  expect({ code: first.code, lines }).toEqual({ code, lines: [said] })
  if (code !== 0) return
  const onStderr = (line: string) => lines.push(line)
  const second = await runStep(steps, { name: '02-b', file: '02-b.mts' }, { ...options, onStderr, isLast: true })
  expect({ code: second.code, lines }).toEqual({ code: 0, lines: [said, 'next'] })
})

test.for(["import './gone.ts'", "await import('./gone.ts')"])('%s that is not there is named by Node', async (text) => {
  using folder = temporaryFolder({ 'part.mjs': text })
  const part = pathToFileURL(join(folder.path, 'part.mjs')).href
  writeFileSync(join(folder.path, '01-a.mts'), `import * as part from '${part}'\nconsole.log(part)`)
  const { code, stderr } = await runAlone(folder.path, '01-a.mts')
  expect(stderr).toMatch(/ERR_MODULE_NOT_FOUND/)
  expect(stderr).toMatch(/gone\.ts' imported from .*part\.mjs/)
  expect(code).toBe(1)
})

test('a step that is not there is named', async () => {
  using folder = temporaryFolder({})
  const { code, stderr } = await runAlone(folder.path, '01-a.mts')
  expect(stderr).toContain('01-a.mts')
  expect(code).toBe(1)
})

async function runAlone(root: string, file: string) {
  symlinkSync(resolve(start, '../node_modules'), join(root, 'node_modules'))
  const steps = startSteps({ root, engine: 'netns' })
  return runStep(steps, { name: file, file }, { isLast: true, onStdout: () => {}, onStderr: () => {} })
}

const report = (words: string) =>
  `import fs from 'node:fs'\nfs.writeFileSync('told', JSON.stringify(process.argv.slice(3)))\n${words}`

test('the last line says where the report is; its step is told when the run began', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts': "console.log('✓ a')",
    'examples/08-report.mts': report("console.log('✓ page')\nconsole.log('report: .underlay/x/report.html')"),
    'examples/99-destroy.mts': destroy,
  })
  const before = new Date().toISOString()
  const { stdout, code } = await runToEnd(folder.path)
  expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
    expect.stringMatching(/^3 steps, 2 verdicts hold/),
    `report: file://${folder.path}/.underlay/x/report.html`,
  ])
  const [since = '', ...rest] = JSON.parse(readFileSync(join(folder.path, 'told'), 'utf8')) as string[]
  expect(since >= `--since=${before}`).toBe(true)
  expect({ rest, code }).toEqual({ rest: [], code: 0 })
})

test('after a failed step the report is written, before the lab goes; it is counted nowhere', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts': "console.log('✗ plain')\nconsole.error('because')\nprocess.exit(2)",
    'examples/08-report.mts': report(
      "if (fs.existsSync('destroyed')) throw new Error('too late')\nconsole.log('✓ page')\nconsole.log('report: r.html')",
    ),
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, code, isDestroyed } = await runToEnd(folder.path)
  expect(stdout).not.toContain('✓ page')
  expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
    expect.stringMatching(/^2 steps, 0 verdicts hold, 1 fail/),
    `report: file://${folder.path}/r.html`,
  ])
  const [, ...told] = JSON.parse(readFileSync(join(folder.path, 'told'), 'utf8')) as string[]
  expect(told).toEqual(['--failed=01-a', '--error=✗ plain\nbecause'])
  expect({ code, isDestroyed }).toEqual({ code: 2, isDestroyed: true })
})

test('a report that fails too is one quiet line', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts': 'process.exit(1)',
    'examples/08-report.mts': "throw new Error('no lab is running')",
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, stderr, code } = await runToEnd(folder.path)
  expect(stdout).not.toContain('report')
  expect(stderr).toMatch(/^no report: no lab is running$/m)
  expect(stderr).not.toContain('08-report')
  expect(code).toBe(1)
})

test('--keep leaves the lab and prints the command that destroys it', async () => {
  using folder = temporaryFolder({ 'examples/01-a.mts': '', 'examples/99-destroy.mts': destroy })
  const { stderr, code, isDestroyed } = await runToEnd(folder.path, '{ keep: true }')
  expect(stderr).toContain('npx zx examples/99-destroy.mts')
  expect({ code, isDestroyed }).toEqual({ code: 0, isDestroyed: false })
})

test('SIGINT reaches the running step once, destroys the lab and exits with 130', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts':
      "let n = 0\nprocess.on('SIGINT', () => { n++; setTimeout(() => { console.log('interrupts', n); process.exit(0) }, 100) })\n" +
      "console.log('waiting')\nsetInterval(() => {}, 1000)",
    'examples/02-b.mts': "console.log('✓ never')",
    'examples/08-report.mts': report("console.log('report: r.html')"),
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, stderr, code, isDestroyed } = await interruptAtWaiting(folder.path)
  expect(stdout).toContain('interrupts 1')
  expect(stderr).not.toContain('02-b')
  expect(stdout).not.toContain('report')
  expect({ code, isDestroyed }).toEqual({ code: 130, isDestroyed: true })
})

test('a step that takes SIGINT for its end ends well, and the run at once behind it', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts':
      "const { promise, resolve } = Promise.withResolvers()\nprocess.once('SIGINT', resolve)\nconst waits = setInterval(() => {}, 1000)\n" +
      "console.log('waiting')\nawait promise\nclearInterval(waits)\nconsole.log('✓ kept')",
    'examples/02-b.mts': "console.log('✓ never')",
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, code, isDestroyed, ms } = await interruptAtWaiting(folder.path)
  expect(ms).toBeLessThan(8000)
  expect(stdout).toContain('✓ kept')
  expect(stdout).not.toContain('never')
  expect({ code, isDestroyed }).toEqual({ code: 130, isDestroyed: true })
})

/** SIGINT once the first step says `waiting`; how long the run then takes. */
async function interruptAtWaiting(root: string) {
  const child = startTutorial(root)
  let [stdout, interruptedMs] = ['', Infinity]
  const stderr = text(child.stderr)
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    if (!chunk.includes('waiting')) return
    interruptedMs = performance.now()
    child.kill('SIGINT')
  })
  const [code] = await once(child, 'close')
  const ms = performance.now() - interruptedMs
  return { stdout, stderr: await stderr, code, isDestroyed: existsSync(join(root, 'destroyed')), ms }
}

import { runSteps } from '../src/output/run-steps.ts'

// Runs as `node step-script.ts tty|pipe pass|fail|hang`: steps as a command has them, with a standard error that is a terminal or not.
const [, , stderr, end] = process.argv
process.stderr.isTTY = stderr === 'tty'
const interrupt = new AbortController()
process.on('SIGINT', () => interrupt.abort('SIGINT'))
const { signal } = interrupt

const first = async (say: (line: string) => void) => {
  say('booting')
  return 'in 1 s'
}
const second = async (say: (line: string) => void) => {
  if (end === 'fail') throw new Error('no fabric')
  if (end !== 'hang') return
  const alive = setInterval(() => {}, 1000)
  say('waiting')
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))).finally(() =>
    clearInterval(alive),
  )
}
await runSteps(
  [
    { title: 'create', run: first },
    { title: 'attach', run: second },
    { title: 'install', run: async () => {} },
  ],
  { signal },
).then(
  () => process.stdout.write('done\n'),
  (error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  },
)

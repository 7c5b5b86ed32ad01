import { endedLine, type Step } from './step.ts'

/**
 * Runs steps one after another, and shows them on standard error: a tree on a terminal, else a line for each that ended.
 *
 * @param options.signal no further step begins once it is aborted; a step that runs has to see to it itself.
 * @throws what the first step threw that failed; the signal's reason.
 * @example
 * await runSteps([{ title: 'create', run: async (say) => say('booting') }])
 */
export async function runSteps(
  steps: readonly Step[],
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const abortable = steps.map((step): Step => ({
    ...step,
    run: async (say) => {
      signal?.throwIfAborted()
      return step.run(say)
    },
  }))
  if (process.stderr.isTTY && process.env['TERM'] !== 'dumb') {
    // Slow to load, and only on a terminal.
    const { showTree } = await import('./step-tree.ts')
    return showTree(abortable)
  }
  for (const { title, run } of abortable) await runPlain(title, run)
}

async function runPlain(title: string, run: Step['run']): Promise<void> {
  try {
    const result = await run((line) => write(`   ${line}`))
    write(` ✓ ${endedLine(title, result)}`)
  } catch (error) {
    write(` ✗ ${title}`)
    throw error
  }
}

function write(line: string): void {
  process.stderr.write(`${line}\n`)
}

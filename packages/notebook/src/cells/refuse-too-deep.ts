import { spawnSync } from 'node:child_process'
import { NotebookError } from './notebook-error.ts'
import type { SourceText } from './source-text.ts'

// The parser recurses on the machine's own stack, and where that ends the process does. Of 8 MiB it takes 5500 brackets,
// or 27 KB of what nests without any: `a?a?`, `a=a=`, `x=>x=>`.
const plainDepth = 256
const plainLength = 16_384
const trialMs = 10_000

/**
 * Refuses a script that nests too deep for the parser, before this process parses it. What is short and has few open
 * brackets is plain; anything else is parsed in a process of its own first, and refused where that one dies.
 *
 * @throws NotebookError at the bracket that is one too many; at the beginning, where it nests by other means.
 */
export function refuseTooDeep(path: string, text: string, source: SourceText): void {
  const deep = bracketAt(plainDepth, text)
  if (deep === undefined && text.length <= plainLength) return
  const { status, signal, error } = spawnSync(process.execPath, ['--input-type=module', '--eval', trial], {
    input: text,
    timeout: trialMs,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a process to try it in, or where that one is only slow, nothing is known against it.
  if (error !== undefined || (status === 0 && signal === null)) return
  const message = 'the script nests too deep: its parser would run out of memory, and this process would end'
  throw new NotebookError(path, [{ ...source.position(deep ?? 0), message, fix: 'nest less; name the parts' }])
}

const trial = `import { readFileSync } from 'node:fs'
import { parseSync } from ${JSON.stringify(import.meta.resolve('oxc-parser'))}
parseSync('script.ts', readFileSync(0, 'utf8'), { sourceType: 'module', lang: 'ts' })`

// Also those in strings and comments: whether they nest, the trial says.
function bracketAt(depth: number, text: string): number | undefined {
  let open = 0
  for (const { 0: sign, index } of text.matchAll(/[()[\]{}]/g)) {
    open = '([{'.includes(sign) ? open + 1 : Math.max(0, open - 1)
    if (open > depth) return index
  }
  return undefined
}

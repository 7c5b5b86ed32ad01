import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** How many tests ended how; `skipped` are the names of those that did not run, each with its reason. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

/**
 * The last line of `npm test`: `N passed, N failed`, and `, N skipped` when there are any.
 *
 * @param counts - how many tests ended how
 * @returns one line without a line feed
 * @example
 * ```ts
 * countsLine({ passed: 3, failed: 0, skipped: [] }) // '3 passed, 0 failed'
 * ```
 */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`
}

/**
 * A vitest reporter that prints every skipped test with its reason, and the counts as the very last line. What fails
 * outside of a test, such as a file that cannot be imported, counts as a failure.
 *
 * @param write - takes the text, default: stdout
 * @returns the reporter, one for a run
 * @see https://vitest.dev/api/advanced/reporters
 * @example
 * ```ts
 * defineConfig({ test: { reporters: ['default', countsReporter()] } })
 * ```
 */
export function countsReporter(write: (text: string) => void = (text) => process.stdout.write(text)): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const counts = countTests(modules, unhandledErrors.length)
      // Other reporters print their own last lines, in an order that is theirs.
      process.once('exit', () => {
        write(`${[...counts.skipped, countsLine(counts)].join('\n')}\n`)
      })
    },
  }
}

function countTests(modules: readonly TestModule[], unhandled: number): Counts {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const inState = (state: string) => tests.filter((test) => test.result().state === state)
  const outside = modules.flatMap((module) => [module, ...module.children.allSuites()])
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + outside.flatMap((part) => part.errors()).length + unhandled,
    skipped: inState('skipped').map(skippedLine),
  }
}

function skippedLine(test: TestCase): string {
  const result = test.result()
  const reason = (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given'
  return `skipped: ${test.module.relativeModuleId} > ${test.fullName}: ${reason}`
}

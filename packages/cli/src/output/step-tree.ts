import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2'
import { endedLine, type Step } from './step.ts'

// listr2 looks whether standard output is a terminal; the tree is on the other one.
class StderrRenderer extends DefaultRenderer {
  static override nonTTY = true
}

/**
 * Runs steps one after another, and shows them on the terminal of standard error as a tree that moves.
 *
 * @throws what the first step threw that failed.
 */
export async function showTree(steps: readonly Step[]): Promise<void> {
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: async (_: unknown, task: { title?: string; output?: string }) => {
      const result = await run((line) => (task.output = line))
      task.title = endedLine(title, result)
    },
  }))
  await new Listr(tasks, {
    // The command's own signals end a step; listr2 would end the process.
    registerSignalListeners: false,
    renderer: StderrRenderer,
    rendererOptions: {
      logger: new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(process.stderr, process.stderr) }),
      icon: { COMPLETED: '✓', FAILED: '✗' },
      // The command says it at the end, with the fix.
      showErrorMessage: false,
    },
  }).run()
}

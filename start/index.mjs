import { runMain } from './failure.mjs'
import { requireNode } from './node-version.mjs'
import { prepareNpmPackages } from './npm/packages.mjs'
import { help, parseOptions } from './options.mjs'
import { prepare, repository } from './prepare.mjs'

/**
 * `npm start`: prepares this machine, then runs the tutorial and shows its verdicts.
 *
 * @param {readonly string[]} argv
 * @param {AbortSignal} interrupt
 * @returns {Promise<number>} the exit code
 */
async function start(argv, interrupt) {
  const options = parseOptions(argv)
  if (options.help) {
    process.stdout.write(help)
    return 0
  }
  // On kind the tools are those of the images.
  if (options.engine === 'kind' && !options.prepareOnly) await prepareNpmPackages(repository, { signal: interrupt })
  else await prepare({ signal: interrupt })
  if (options.prepareOnly) return 0
  const { runTutorial } = await import('./tutorial/tutorial.mjs')
  return runTutorial({ ...options, root: repository, interrupt })
}

requireNode()
await runMain((interrupt) => start(process.argv.slice(2), interrupt))

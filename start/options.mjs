import { parseArgs } from 'node:util'

import { StartError } from './failure.mjs'

/**
 * @typedef {object} StartOptions
 * @property {boolean} help
 * @property {boolean} prepareOnly
 * @property {boolean} keep whether the lab stays when the tutorial ends
 * @property {boolean} verbose whether the steps' stderr is shown as it comes
 * @property {string | undefined} only the two digits of the one step to run
 * @property {string} engine
 * @property {string | undefined} cni what step 03 installs; its default is the step's own
 */

/** The engines that `--engine` takes. */
const engines = /** @type {const} */ (['netns', 'kind', 'auto'])

/** What `npm start -- --help` prints. */
export const help = `Usage: npm start [-- <options>]

Prepares this machine (npm packages, Debian packages), then runs the tutorial in examples/,
step by step, and destroys the lab at the end.

  --prepare          prepare the machine, run nothing
  --keep             leave the lab running after the last step
  --only NN          run one step on a lab that is there already, and leave the lab
  --engine ENGINE    ${engines.join(' | ')}; default: UNDERLAY_ENGINE, else netns
  --cni CNI          calico-ipip | flannel-vxlan | flannel-ipip; flannel on engine kind only
  --verbose          show what the steps print on stderr while they run
  --help             this text

Examples:

  npm start                      the whole tutorial
  npm start -- --keep            the same, and then look around in the lab
  npm start -- --engine kind --cni flannel-vxlan
                                 on real Kubernetes: needs Docker and kind
  npm start -- --only 06         the capture inside a rack once more
  npx zx examples/99-destroy.mts destroy the lab that --keep left

UNDERLAY_SNAPSHOT=off boots the microVM each time, and takes no snapshot of it.

Exit codes: 0 all verdicts hold, 1 one does not, 2 the machine lacks something, 130 Ctrl-C.
`

const flag = /** @type {const} */ ({ type: 'boolean', default: false })

/**
 * Reads the arguments of `npm start`.
 *
 * @param {readonly string[]} argv without node and the script
 * @param {Readonly<Record<string, string | undefined>>} [env] default `process.env`
 * @returns {StartOptions}
 * @throws {StartError} on an unknown option, step or engine
 * @example
 * parseOptions(['--only', '6'], {}).only // '06'
 */
export function parseOptions(argv, env = process.env) {
  const { help, prepare, keep, verbose, only, engine, cni } = parse(argv)
  const name = engine ?? (env['UNDERLAY_ENGINE'] || 'netns')
  if (!engines.some((one) => one === name)) {
    const given = engine === undefined ? `UNDERLAY_ENGINE=${name}` : `--engine ${name}`
    const nearest = engines.find((one) => one[0] === name[0]?.toLowerCase()) ?? 'netns'
    throw new StartError(
      `${given}: there is no such engine, only ${engines.join(', ')}; did you mean ${nearest}?`,
      `npm start -- --engine ${nearest}`,
    )
  }
  if (only !== undefined && !/^\d{1,2}$/.test(only)) {
    throw new StartError(`--only ${only}: not the number of a step`, 'npm start -- --only 06')
  }
  return { help, prepareOnly: prepare, keep, verbose, only: only?.padStart(2, '0'), engine: name, cni }
}

/** @param {readonly string[]} argv */
function parse(argv) {
  try {
    const options = /** @type {const} */ ({
      help: { ...flag, short: 'h' },
      prepare: flag,
      keep: flag,
      verbose: flag,
      only: { type: 'string' },
      engine: { type: 'string' },
      cni: { type: 'string' },
    })
    return parseArgs({ args: [...argv], options }).values
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error), 'npm start -- --help')
  }
}

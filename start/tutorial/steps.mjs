import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { StartError } from '../failure.mjs'

/**
 * @typedef {object} Step
 * @property {string} name such as `03-install-cni`
 * @property {string} file such as `examples/03-install-cni.mts`, relative to the repository
 */

/**
 * @typedef {object} Tutorial
 * @property {readonly Step[]} steps in order
 * @property {Step | undefined} destroy the step that ends the lab, run last
 * @property {Step | undefined} report the step that writes the report, one of the steps: it is run after a failed one, too
 * @property {readonly Step[]} labs from 10 on: each makes a lab of its own, and runs when it is asked for
 */

const destroyNumber = '99'

/**
 * Orders the files of the examples folder into the tutorial.
 *
 * @param {readonly string[]} files names in the folder, in any order; those that are no `NN-name.mts` are left out
 * @returns {Tutorial}
 * @example
 * orderSteps(['99-destroy.mts', '01-env.mts', '10-own.mts', 'package.json']).steps.map(({ name }) => name) // ['01-env']
 */
export function orderSteps(files) {
  const all = files
    .filter((file) => /^\d\d-[a-z0-9-]+\.mts$/.test(file))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -'.mts'.length), file: `examples/${file}` }))
  const steps = all.filter(({ name }) => name.startsWith('0'))
  return {
    steps,
    report: steps.find(({ name }) => name.endsWith('-report')),
    labs: all.filter(({ name }) => !name.startsWith('0') && !name.startsWith(destroyNumber)),
    destroy: all.find(({ name }) => name.startsWith(destroyNumber)),
  }
}

/**
 * The part of the tutorial that the options ask for: one step alone leaves the lab, as `--keep` does.
 *
 * @param {Tutorial} tutorial
 * @param {{ readonly only?: string | undefined, readonly keep?: boolean }} options
 * @returns {Tutorial}
 * @throws {StartError} when there is no such step, or none at all
 * @example
 * chooseSteps(orderSteps(['01-env.mts', '99-destroy.mts']), { keep: true }).destroy // undefined
 */
export function chooseSteps({ steps, report, labs, destroy }, { only, keep = false }) {
  if (steps.length === 0) throw new StartError('examples/ holds no step (NN-name.mts)', 'git checkout examples')
  if (only === undefined) return { steps, report, labs, destroy: keep ? undefined : destroy }
  const all = [...steps, ...labs, ...(destroy === undefined ? [] : [destroy])]
  const found = all.filter(({ name }) => name.startsWith(`${only}-`))
  if (found.length > 0) return { steps: found, report, labs, destroy: undefined }
  throw new StartError(`--only ${only}: there is no such step; the steps are ${all.map(({ name }) => name).join(', ')}`)
}

/**
 * The tutorial in a repository's examples folder.
 *
 * @param {string} root the repository
 * @returns {Tutorial}
 * @example
 * readSteps('/work/underlay').destroy?.name // '99-destroy'
 */
export function readSteps(root) {
  const folder = join(root, 'examples')
  return orderSteps(existsSync(folder) ? readdirSync(folder) : [])
}

import { nodeProblem } from './node-version.mjs'

// Imported first for its effect: nothing else of `npm start` may run on a Node that lacks what it uses. All that is
// imported with it must parse on Node 18.
const problem = nodeProblem(process.versions.node)
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`)
  process.exit(2)
}

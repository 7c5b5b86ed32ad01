#!/usr/bin/env node
import { connectCluster } from '../cluster/connect-cluster.ts'
import { LabError } from '../errors.ts'
import { shell } from './shell.ts'

const [lab, place, ...rest] = process.argv.slice(2)
if (lab === undefined || place === undefined || rest.length > 0 || lab === '--help') {
  process.stderr.write('usage: underlay-shell LAB PLACE\n  underlay-shell calico-ipip-crosssubnet worker2\n')
  process.exit(lab === '--help' ? 0 : 2)
}
try {
  await using cluster = await connectCluster({ lab })
  process.exitCode = await shell({ cluster, place })
} catch (error) {
  if (!(error instanceof LabError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

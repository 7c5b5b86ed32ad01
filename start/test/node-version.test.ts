import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { nodeProblem } from '../node-version.mjs'

test.each(['20.0.0', '24.21.0', '100.0.0'])('Node %s is new enough', (version) => {
  expect(nodeProblem(version)).toBeUndefined()
})

test.each(['18.20.8', '19.9.0', '8.0.0'])('Node %s is too old, and the line says what to do', (version) => {
  expect(nodeProblem(version)).toBe(
    `Node ${version} is too old, 20 or newer is needed; install it from https://nodejs.org/en/download`,
  )
})

const pretendOld = `data:text/javascript,Object.defineProperty(process, 'versions', {
  value: { ...process.versions, node: '18.20.8' } })`

test.each(['index.mjs', 'prepare.mjs'])('%s on an old Node does nothing but say so, with exit code 2', (file) => {
  const script = resolve(import.meta.dirname, '..', file)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', pretendOld, script, '--help'], {
    encoding: 'utf8',
  })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^Node 18\.20\.8 is too old, [^\n]*\n$/)
})

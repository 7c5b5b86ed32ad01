import { expect, test } from 'vitest'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { tempFolder } from '../../temp-folder.ts'
import { perl } from './perl.ts'

// Reserved for ever (RFC 1112): no machine has a route to it.
const nowhere = ['240.0.2.0/24', '240.0.3.64/26']

test('what is missing at the end is said', async () => {
  const { exitCode, stderr } = await perl('await-routes.pl', ['1', '-', ...nowhere])
  expect([exitCode, stderr]).toEqual([1, '240.0.2.0/24 240.0.3.64/26\n'])
})

test('with nothing missing it ends at once', async () => {
  const start = performance.now()
  expect(await perl('await-routes.pl', ['10', '-'])).toMatchObject({ exitCode: 0, stderr: '' })
  expect(performance.now() - start).toBeLessThan(5000)
})

test('routes of both families are told apart by device', async () => {
  const { stderr } = await perl('await-routes.pl', [
    '1',
    '-',
    '240.0.2.0/24@!tunl0',
    'fd00:dead::/64',
    'fd00:dead::/64@net0',
  ])
  expect(stderr).toBe('240.0.2.0/24@!tunl0 fd00:dead::/64 fd00:dead::/64@net0\n')
})

test('daemons are woken while something is missing', async () => {
  const folder = tempFolder()
  const calls = { first: 0, second: 0 }
  const servers = (['first', 'second'] as const).map((name) =>
    createServer((socket) => {
      calls[name]++
      socket.destroy()
    }).listen(join(folder, `${name}.ctl`)),
  )
  await perl('await-routes.pl', ['1', join(folder, '*.ctl'), ...nowhere])
  for (const server of servers) server.close()
  expect(calls.first).toBeGreaterThan(2)
  expect(calls.second).toBeGreaterThan(2)
})

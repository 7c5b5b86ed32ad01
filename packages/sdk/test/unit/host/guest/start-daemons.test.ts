import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../temp-folder.ts'
import { perl } from './perl.ts'

const start = (...lines: readonly string[]) => perl('start-daemons.pl', [], { stdin: `${lines.join('\n')}\n` })

test('folders and files come before the daemon that reads them', async () => {
  const folder = tempFolder()
  const file = `${folder}/run/frr/gw0/zebra.conf`
  const copy = `${folder}/copy`
  const { exitCode, stderr } = await start(
    `folder ${folder}/run/frr/gw0`,
    `file ${file} 2`,
    'hostname gw0',
    'daemon is no instruction in a file',
    `daemon ${folder}/pid cp ${file} ${copy}`,
  )
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  expect(readFileSync(copy, 'utf8')).toBe('hostname gw0\ndaemon is no instruction in a file\n')
})

test('a daemon that runs in this namespace is left alone, another program of its number is not', async () => {
  const folder = tempFolder()
  const pid = join(folder, 'pid')
  const sleep = spawn('sleep', ['60'])
  onTestFinished(() => void sleep.kill())
  writeFileSync(pid, `${sleep.pid}\n`)
  // Such an option is none of sleep's: it would fail if it were started.
  expect(await start(`daemon ${pid} sleep --none`)).toMatchObject({ exitCode: 0, stderr: '' })
  const other = await start(`daemon ${pid} perl -e die("started\\n")`)
  expect(other.stderr).toBe('started\n')
  expect(existsSync(pid)).toBe(false)
})

test('what a daemon says that does not start is told', async () => {
  const { exitCode, stderr } = await start(`daemon ${tempFolder()}/pid perl -e die("no\\x20socket\\n")`)
  expect(exitCode).not.toBe(0)
  expect(stderr).toBe('no socket\n')
})

test('a line of a configuration that FRR did not understand is told', async () => {
  const log = join(tempFolder(), 'log')
  const refused = '2026/11/25 19:53:01 BGP: [SHWNK-NWT5S][EC 100663304] No such command on config line 5: nonsense\n'
  writeFileSync(log, `2026/11/25 19:53:01 BGP: starting\n`)
  expect((await start(`accepted ${log}`)).exitCode).toBe(0)
  writeFileSync(log, refused)
  const { exitCode, stderr } = await start(`accepted ${log}`)
  expect(exitCode).not.toBe(0)
  expect(stderr).toBe(refused)
})

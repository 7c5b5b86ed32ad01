import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

const fixture = join(import.meta.dirname, 'fixture')
const vitest = join(import.meta.dirname, '../../../../node_modules/vitest/vitest.mjs')

interface Case {
  readonly suite: string
  readonly name: string
  readonly state: 'pass' | 'fail' | 'skip'
  readonly message: string
}

/** The fixture's suite, as vitest's own JUnit reporter tells it. */
async function junit(): Promise<readonly Case[]> {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-junit-'))
  try {
    const file = join(folder, 'junit.xml')
    const args = ['run', '--root', fixture, '--reporter', 'junit', '--outputFile', file]
    // Its exit code says that tests failed, as they are to.
    await new Promise((resolve) => void execFile(process.execPath, [vitest, ...args], { cwd: fixture }, resolve))
    return [...readFileSync(file, 'utf8').matchAll(/<testcase [^>]*? name="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g)].map(
      ([, full = '', body = '']) => {
        const [suite = '', name = ''] = decode(full).split(' > ')
        const state = body.includes('<failure') ? 'fail' : body.includes('<skipped') ? 'skip' : 'pass'
        return { suite, name, state, message: decode(/<failure message="([^"]*)"/.exec(body)?.[1] ?? '') }
      },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function decode(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    amp: '&',
    '#10': '\n',
    '#xA': '\n',
  }
  return text.replaceAll(/&([#\w]+);/g, (whole, name: string) => signs[name] ?? whole)
}

describe('a notebook as tests', () => {
  let cases: readonly Case[] = []
  beforeAll(async () => {
    cases = await junit()
  }, 60_000)

  const of = (suite: string) => cases.filter((one) => one.suite === suite).map(({ name, state }) => [name, state])

  test('one test case for each cell of code', () => {
    expect(of('same.mts')).toEqual([
      ['3 Mode', 'pass'],
      ['6 Drawn by lot', 'pass'],
      ['9 Not now', 'skip'],
      ['12 It is refused', 'pass'],
    ])
  })

  test('a planted change fails, and names cell and both values', () => {
    expect(of('other.mts')).toEqual([
      ['1 Mode', 'fail'],
      ['4 cell-1', 'pass'],
    ])
    expect(cases.find(({ state }) => state === 'fail')?.message).toBe(
      'the run does not mean what was recorded\nother.mts:1  Mode\n  stdout, line 1\n    recorded  IPIP Always\n    ran       IPIP CrossSubnet\n1 difference in 1 cell',
    )
  })

  test('a cell that was not reached says which one ended the run', () => {
    expect(cases.filter(({ suite }) => suite === 'broken.mts').map(({ state, message }) => [state, message])).toEqual([
      ['pass', ''],
      ['fail', 'Error: no route to 10.98.85.128/26'],
      ['fail', 'did not run: the notebook ended before, at Route, line 4'],
    ])
  })

  test('without a record a notebook fails, unless none is asked for', () => {
    expect(
      cases.filter(({ suite }) => suite === 'unrecorded.mts').map(({ state, message }) => [state, message]),
    ).toEqual([
      ['fail', expect.stringMatching(/^there is no record .*unrecorded\.run\.json; underlay render makes it$/)],
      ['pass', ''],
    ])
  })
})

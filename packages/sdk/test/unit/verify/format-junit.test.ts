import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { formatJunit } from '../../../src/verify/format-junit.ts'
import { aVerification, found } from './a-verification.ts'

const evil = `a<b>&"c"' \u0000\u001b[31m\ud800 ]]> \n next`

test('a suite for each layer, a case for each pair: failure, error, skipped', () => {
  const xml = formatJunit(
    aVerification([found('reach', 'pass'), found('reach', 'fail'), found('path', 'inconclusive')], {
      absent: [{ layer: 'bgp', reason: 'no BGP' }],
      causes: ['gw0: a rule'],
    }),
  )
  const lines = xml.split('\n').map((line) => line.trim())
  expect(lines.filter((line) => !/propert/.test(line))).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="underlay verify two" tests="4" failures="1" errors="1" skipped="1" time="1.234" timestamp="2026-11-26T08:00:00.000Z">',
    '<testsuite name="bgp" tests="1" failures="0" errors="0" skipped="1" time="0" timestamp="2026-11-26T08:00:00.000Z">',
    '<testcase name="bgp" classname="underlay.two.bgp" time="0">',
    '<skipped message="no BGP"/>',
    '</testcase>',
    '</testsuite>',
    '<testsuite name="path" tests="1" failures="0" errors="1" skipped="0" time="0" timestamp="2026-11-26T08:00:00.000Z">',
    '<testcase name="a → b" classname="underlay.two.path" time="0">',
    '<error message="a → b: path inconclusive" type="inconclusive">a → b: path inconclusive</error>',
    '</testcase>',
    '</testsuite>',
    '<testsuite name="reach" tests="2" failures="1" errors="0" skipped="0" time="0" timestamp="2026-11-26T08:00:00.000Z">',
    '<testcase name="a → b" classname="underlay.two.reach" time="0"/>',
    '<testcase name="a → b" classname="underlay.two.reach" time="0">',
    '<failure message="a → b: reach fail" type="fail">a → b: reach fail</failure>',
    '</testcase>',
    '<system-out>gw0: a rule</system-out>',
    '</testsuite>',
    '</testsuites>',
    '',
  ])
})

test.for([
  [[], 1],
  [[{ layer: 'bgp', reason: 'no BGP' }], 2],
] as const)('where nothing was judged there is an error: no CI takes it for green (absent: %j)', ([absent, tests]) => {
  const xml = formatJunit(aVerification([], { absent }))
  expect(xml).toContain(`tests="${tests}" failures="0" errors="1" skipped="${tests - 1}"`)
  expect(xml).toContain('<error message="two: there is nothing to judge" type="inconclusive">')
})

test('text of others stays text: what XML has no way to write is replaced', () => {
  const xml = formatJunit(
    aVerification([found('mtu', 'fail', { summary: evil, message: evil, to: evil })], { notes: [evil] }),
  )
  const escaped = "a&lt;b&gt;&amp;&quot;c&quot;' \uFFFD\uFFFD[31m\uFFFD ]]&gt; "
  expect(xml).toContain(`message="${escaped}&#10; next"`)
  expect(xml).toContain(`>${escaped}\n next</failure>`)
})

test('an XML parser reads it, and finds the text again', ({ skip }) => {
  const program =
    'import sys,xml.etree.ElementTree as E;print(E.fromstring(sys.stdin.buffer.read()).find(".//failure").text,end="")'
  const xml = formatJunit(aVerification([found('mtu', 'fail', { message: evil })]))
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', program], { input: xml, encoding: 'utf8' })
  skip(error !== undefined, `python3 is not here: ${error?.message}`)
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toBe(['\0', '\u001b', '\ud800'].reduce((text, each) => text.replace(each, '\uFFFD'), evil))
})

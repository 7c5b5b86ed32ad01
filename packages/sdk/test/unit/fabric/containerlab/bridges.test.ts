import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LabStateError } from '../../../../src/errors.ts'
import { planForwardRules } from '../../../../src/fabric/containerlab/forward-rules.ts'
import { makeBridges, ownBridges, planBridges } from '../../../../src/fabric/containerlab/plan-bridges.ts'
import { refusal } from '../../refusal.ts'

const bridge = (name: string, alias = '') => ({ name, kind: 'bridge', alias })

test("what is missing is made, what is there is the user's, what has our mark is ours", () => {
  const links = [bridge('docker0'), bridge('br-user'), bridge('br-own', 'underlay:lab')]
  expect(planBridges(['br-pool0', 'br-user', 'br-own'], links, 'lab')).toEqual({
    missing: ['br-pool0'],
    ours: ['br-own'],
    foreign: ['br-user'],
  })
})

test('a device that is no bridge, and the bridge of another lab, are refused at once', () => {
  const links = [{ name: 'br-pool0', kind: 'dummy', alias: '' }, bridge('br-pool1', 'underlay:lab2')]
  const error = refusal(() => planBridges(['br-pool0', 'br-pool1'], links, 'lab'), LabStateError)
  expect(error.message).toContain(
    'br-pool0 is a device of the host, and no bridge; br-pool1 is a bridge of underlay:lab2',
  )
  expect(error.fix).toContain("driver: 'built-in'")
})

test('a bridge is made as the built-in wiring makes it, marked before it is up', () => {
  expect(makeBridges(['br-pool0'], 'lab')).toEqual([
    'ip link add br-pool0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
    'ip link set br-pool0 alias underlay:lab',
    'ip link set br-pool0 up',
  ])
})

test('of the recorded bridges those go that still have the mark', () => {
  const links = [
    bridge('recorded', 'underlay:lab'),
    bridge('replaced'),
    bridge('other', 'underlay:lab2'),
    bridge('unrecorded', 'underlay:lab'),
    { name: 'veth', kind: 'veth', alias: 'underlay:lab' },
  ]
  expect(ownBridges(['recorded', 'replaced', 'other', 'veth', 'gone'], links, 'lab')).toEqual(['recorded'])
})

const ruleset = readFileSync(join(import.meta.dirname, 'fixtures', 'ruleset.json'), 'utf8')

test("containerlab's forwarding rules of a bridge go, and nothing else: recorded from nft 1.0.6", () => {
  const rules = planForwardRules(ruleset, ['br-pool0', 'br-pool1'])
  const { nftables } = JSON.parse(ruleset) as { nftables: { rule?: { handle: number; expr: unknown } }[] }
  const shown = rules.map((line) => {
    const handle = Number(/^nft delete rule ip filter FORWARD handle (\d+)$/.exec(line)?.[1])
    const expr = nftables.find(({ rule }) => rule?.handle === handle)?.rule?.expr
    return /"([io]ifname)"\}\},"right":"([^"]+)"/.exec(JSON.stringify(expr))?.slice(1).join(' ')
  })
  expect(shown.sort()).toEqual(['iifname br-pool0', 'oifname br-pool0', 'oifname br-pool1'])
})

test.for([[[]], [['br-pool']], [['br-pool00']], [['docker1']]])('no rule is of %j', ([bridges]) => {
  expect(planForwardRules(ruleset, bridges ?? [])).toEqual([])
})

test('the rules of DOCKER-USER too', () => {
  expect(planForwardRules(ruleset, ['docker0'])).toEqual([
    expect.stringMatching(/^nft delete rule ip filter DOCKER-USER handle \d+$/),
  ])
})

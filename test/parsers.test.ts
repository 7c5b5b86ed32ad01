import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNotebook } from '@underlay/notebook'
import {
  calicoIpipCrossSubnet,
  createCaptureStream,
  describeFabric,
  describeWorkload,
  parseAddress,
  parseCidr,
  parseClabTopology,
  parseFilter,
  parseFrrConf,
  parseImageReplacements,
  parseKindConfig,
  parseManifests,
  parseRoutes,
  parseVyosConfigBoot,
  readCapture,
  describeCluster,
  renderClabTopology,
  renderKindConfig,
  renderManifests,
  renderVyosConfigBoot,
  renderFrrConf,
  splitCommand,
} from '@underlay/sdk'
import { parseBirdSessions } from '../packages/sdk/src/bgp/parse-bird.ts'
import { parseFrrSessions } from '../packages/sdk/src/bgp/parse-frr.ts'
import { parseTap } from '../packages/sdk/src/capture/tap.ts'
import { jsonObject, jsonRows } from '../packages/sdk/src/host/json-rows.ts'
import { parseProcRoutes } from '../packages/sdk/src/kind/proc-routes.ts'
import { firewallRules } from '../packages/sdk/src/loss/firewall-rule.ts'
import { parseResponse } from '../packages/sdk/src/traffic/http-get.ts'

const preset = calicoIpipCrossSubnet()
const kind = renderKindConfig(preset.kind)
const clab = renderClabTopology(preset.clab)
const manifests = renderManifests(preset.workload)
const cluster = describeCluster(preset.kind)
const vyos = Object.values(preset.files)[0] ?? ''
const frr = 'frr defaults traditional\nhostname gw0\ninterface eth1\n ip address 10.1.5.1/24\nrouter bgp 65001\n'
const row = '[{"dst":"default","gateway":"10.1.5.1","dev":"net0","flags":[]}]'
const bird = 'n1 BGP --- up 10:00:00 Established\n  Neighbor AS: 65001\n  Routes: 3 imported, 2 exported\n'
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (sign) => (sign.codePointAt(0) ?? 0) & 0xff)
const pcap = String.fromCodePoint(
  0xd4,
  0xc3,
  0xb2,
  0xa1,
  2,
  0,
  4,
  0,
  ...Array.from({ length: 8 }, () => 0),
  255,
  255,
  0,
  0,
  1,
  0,
  0,
  0,
)

/** Every parser of the tree: what it reads, a text that it takes, and the only errors that it may throw. */
const parsers: readonly (readonly [
  name: string,
  parse: (text: string) => unknown,
  sample: string,
  errors: readonly string[],
])[] = [
  ['kind config', (text) => describeCluster(parseKindConfig(text)), kind, ['TopologyError']],
  [
    'topology',
    (text) => describeFabric(parseClabTopology(text), { cluster, files: preset.files }),
    clab,
    ['TopologyError'],
  ],
  ['manifests', (text) => describeWorkload(parseManifests(text)), manifests, ['TopologyError']],
  ["VyOS' config.boot", parseVyosConfigBoot, vyos, ['TopologyError']],
  ['frr.conf', parseFrrConf, frr, ['TopologyError']],
  ['image replacements', parseImageReplacements, 'nginx=registry.example/nginx', ['TopologyError']],
  ['command line of a node', splitCommand, 'sh -c "ip link set net0 up"', []],
  ['CIDR', parseCidr, '10.1.5.0/24', ['AddressError']],
  ['address', (text) => parseAddress(text), '10.1.5.1', []],
  ['display filter', parseFilter, 'ip.src == 10.1.5.1 && tcp.port in {80, 443}', ['FilterError']],
  ['tap', parseTap, 'worker:net0', ['LabError']],
  ['capture', (text) => readCapture(bytes(text)), pcap, ['PcapFormatError']],
  ['stream of a capture', (text) => createCaptureStream().push(bytes(text)), pcap, ['PcapFormatError']],
  ['routes of `ip -j`', (text) => parseRoutes(text), row, ['LabError']],
  ['rows of JSON', (text) => jsonRows(text, 'ip -j'), row, ['LabError']],
  ['an object of JSON', (text) => jsonObject(text, 'nft -j'), '{"nftables": []}', ['LabError']],
  ["BIRD's sessions", (text) => parseBirdSessions('n', text), bird, []],
  ["FRR's sessions", (text) => parseFrrSessions('n', text), '{"ipv4Unicast": {"peers": {}}}', ['LabError']],
  [
    "nft's ruleset",
    firewallRules,
    '{"nftables": [{"chain": {"family": "ip", "table": "t", "name": "c"}}]}',
    ['LabError'],
  ],
  [
    '/proc/net/route',
    parseProcRoutes,
    'Iface Destination Gateway Flags RefCnt Use Metric Mask\neth0 00000000 0101A8C0 0003 0 0 0 00000000\n',
    [],
  ],
  [
    'HTTP response',
    (text) => parseResponse(Buffer.from(text)),
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    ['LabError'],
  ],
  ['cells', (text) => parseNotebook('lab.mts', text), '// %% Read them\nconsole.log(1)\n', ['NotebookError']],
]

const texts = (sample: string): fc.Arbitrary<string> => {
  const cut = fc.tuple(fc.nat(sample.length), fc.nat(40), fc.string({ maxLength: 8 }))
  return fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    cut.map(([at, length, piece]) => sample.slice(0, at) + piece + sample.slice(at + length)),
    fc.nat(sample.length).map((length) => sample.slice(0, length)),
  )
}

/** Whether a parser gives a value, or throws one of these errors. */
function answers(parse: (text: string) => unknown, text: string, errors: readonly string[]): boolean {
  try {
    parse(text)
    return true
  } catch (error) {
    return error instanceof Error && errors.includes(error.name)
  }
}

describe.for(parsers)('%s', ([, parse, sample, errors]) => {
  test('a text as it should be is taken', () => {
    expect(() => parse(sample)).not.toThrow()
  })

  test('answers any text', { timeout: 30_000 }, () => {
    const limits = { numRuns: 150, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false }
    const property = fc.property(texts(sample), (text) => answers(parse, text, errors))
    expect(fc.check(property, limits)).toMatchObject({ failed: false, counterexample: null })
  })
})

test('what is rendered and read again is what it was', () => {
  expect(parseKindConfig(kind)).toEqual(preset.kind)
  expect(parseClabTopology(clab)).toEqual(preset.clab)
  expect(renderManifests(parseManifests(manifests))).toBe(manifests)
  const { gateway } = parseVyosConfigBoot(vyos)
  expect(parseVyosConfigBoot(renderVyosConfigBoot(gateway)).gateway).toEqual(gateway)
  const { gateway: routed } = parseFrrConf(frr)
  expect(parseFrrConf(renderFrrConf(routed)).gateway).toEqual(routed)
})

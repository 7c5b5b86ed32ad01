import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { decode, encode, frameProtocols, writePcapng } from '@underlay/packet'
import { stacks } from './build/stacks.ts'
import { skipWhile } from './skip-while.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()

const statuses = ['ip', 'icmp', 'icmpv6', 'tcp', 'udp', 'gre'].map((name) => `${name}.checksum.status`)
// An error of Wireshark's expert; what is below is a remark about packets that are whole.
const expertError = 0x00800000

describe('as tshark reads it', () => {
  beforeEach(skipWhile(missing))

  it('finds nothing malformed and no bad checksum in 400 packets that encode built', () => {
    const packets = fc.sample(stacks, { seed: 8, numRuns: 400 }).map((layers) => encode(layers))
    const linkTypes = [...new Set(packets.map(({ linkType }) => linkType))]
    const capture = writePcapng({
      interfaces: linkTypes.map((linkType) => ({ name: `link${linkType}`, linkType })),
      packets: packets.map(({ bytes, linkType }) => ({
        interfaceId: linkTypes.indexOf(linkType),
        timestampNs: 0n,
        bytes,
      })),
    })
    const fields = ['frame.protocols', '_ws.malformed', '_ws.expert.message', '_ws.expert.severity', ...statuses]
    const read = readWithTshark(capture, fields)
    expect(read.length).toBe(packets.length)
    for (const [index, values] of read.entries()) {
      const packet = packets[index]
      const severe = (values['_ws.expert.severity'] ?? []).filter((severity) => Number(severity) >= expertError)
      const sums = statuses.flatMap((name) => values[name] ?? [])
      const protocols = packet === undefined ? '' : frameProtocols(decode(packet))
      expect({
        protocols: values['frame.protocols']?.[0],
        severe,
        message: values['_ws.expert.message'],
        bad: sums.includes('0'),
      }).toEqual({
        protocols: expect.stringContaining(protocols),
        severe: [],
        message: expect.anything(),
        bad: false,
      })
    }
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode, fieldRange, readCapture, type Layer } from '@underlay/packet'
import { describe, expect, it } from 'vitest'
import { samples } from './build/samples.ts'

const file = join(import.meta.dirname, 'fixtures', 'recordings', 'cross.gw0.eth1.pcap')
const [packet] = readCapture(readFileSync(file)).packets
const layers = packet === undefined ? [] : decode(packet)
const layer = (name: string, index = 0): Layer => {
  const found = layers.filter((each) => each.name === name)[index]
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

describe('where a field stands', () => {
  it.for([
    ['eth', 0, 'eth.src', 6, 6],
    ['ip', 0, 'ip.src', 26, 4],
    ['ip', 1, 'ip.dst', 80, 4],
    ['ip', 0, 'ip.ttl', 22, 1],
    ['vxlan', 0, 'vxlan.vni', 46, 3],
    // Its reader looks at the type first.
    ['icmp', 0, 'icmp.ident', 88, 2],
    ['ip', 0, 'ip.checksum.status', 14, 20],
  ] as const)('%s %i: %s', ([name, index, field, start, length]) => {
    expect(fieldRange(layer(name, index), field)).toEqual({ start, length })
  })

  it('is the same when it is asked for again, of a message that is parsed once', () => {
    const question = samples.find(({ name }) => name.startsWith('dns'))
    const dns = question && decode(question).find(({ name }) => name === 'dns')
    if (dns === undefined) throw new Error('no sample of DNS')
    const before = fieldRange(dns, 'dns.qry.name')
    expect(before.length).toBeLessThan(dns.length)
    expect(Object.keys(dns.fields)).toContain('dns.qry.name')
    expect(fieldRange(dns, 'dns.qry.name')).toEqual(before)
  })

  it('is its whole layer, for a name that it has not got', () => {
    expect(fieldRange(layer('udp'), 'ip.src')).toEqual({ start: 34, length: 8 })
    expect(fieldRange(layer('udp'), 'toString')).toEqual({ start: 34, length: 8 })
  })

  it('lies within the packet for every field of every layer', () => {
    for (const each of layers) {
      for (const name of Object.keys(each.fields)) {
        const { start, length } = fieldRange(each, name)
        expect([name, start >= 0 && length > 0 && start + length <= (packet?.bytes.length ?? 0)]).toEqual([name, true])
      }
    }
  })
})

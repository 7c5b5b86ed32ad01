import { encode, type EncodableLayer } from '@underlay/packet'
import { InconclusiveError, type TappedCapture } from '@underlay/evidence'
import { describe, expect, test } from 'vitest'
import '../../../src/vitest/index.ts'

const [here, there] = ['10.98.81.4', '10.98.193.193']
const question = { at: 'worker:net0', from: here, to: there }

/** An echo and its reply at `worker:net0`, in a tunnel or plain. */
function captured(outer: readonly EncodableLayer[] = [], dropped = 0): TappedCapture {
  const packets = [
    [here, there],
    [there, here],
  ].map(([src = '', dst = ''], index) => {
    const echo = { name: 'icmp', fields: { 'icmp.type': index === 0 ? 8 : 0, 'icmp.ident': 7 } } as const
    const { bytes } = encode([...outer, { name: 'ip', fields: { 'ip.src': src, 'ip.dst': dst } }, echo], {
      linkType: 101,
    })
    return {
      number: index + 1,
      interfaceId: 0,
      linkType: 101,
      timestampNs: 0n,
      capturedLength: bytes.length,
      originalLength: bytes.length,
      bytes,
    }
  })
  return { interfaces: [{ id: 0, tap: 'worker:net0', linkType: 101, dropped }], packets }
}

const plain = captured()
const ipip = captured([{ name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } }])

/** What a failing expectation throws. */
function thrownBy(check: () => void): Error & { readonly expected?: unknown; readonly actual?: unknown } {
  try {
    check()
  } catch (error) {
    return error as Error
  }
  throw new Error('it passed')
}

describe('toBeEncapsulated', () => {
  test('passes when the flow is carried so', () => {
    expect(ipip).toBeEncapsulated('ipip', question)
    expect(plain).toBeEncapsulated('none', question)
    expect(plain).not.toBeEncapsulated('ipip', question)
    expect(ipip).not.toBeEncapsulated('none', question)
  })

  test("fails with the verdict's message, and with both sides for the diff", () => {
    const { message, expected, actual } = thrownBy(() => expect(plain).toBeEncapsulated('ipip', question))
    expect(message).toMatch(/^worker:net0: expected ipip between .*, saw none in 2 of 2 packets\n/)
    expect([expected, actual]).toEqual(['ipip', 'none'])
  })

  test('fails with .not when it is carried so', () => {
    const { message, expected, actual } = thrownBy(() => expect(ipip).not.toBeEncapsulated('ipip', question))
    expect(message).toMatch(/^expected the contrary of: worker:net0 {2}ipip {2}10\.1\.5\.10 → 10\.1\.8\.10/)
    expect([expected, actual]).toEqual(['not ipip', 'ipip'])
  })

  test.for([
    ['what was not seen', ipip, { ...question, to: '10.98.1.1' }],
    ['a tap that was not captured', ipip, { ...question, at: 'gw0:eth1' }],
    ['a tap that lost packets', captured([], 3), question],
  ] as const)('of %s there is no verdict, with .not neither', ([, capture, asked]) => {
    expect(() => expect(capture).toBeEncapsulated('none', asked)).toThrow(InconclusiveError)
    expect(() => expect(capture).not.toBeEncapsulated('none', asked)).toThrow(InconclusiveError)
  })

  test('a packet that was seen is a failure, whatever the tap lost', () => {
    const lossy = captured([], 3)
    expect(lossy).not.toBeEncapsulated('ipip', question)
  })
})

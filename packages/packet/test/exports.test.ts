import { expect, it } from 'vitest'
import * as packet from '@underlay/packet'

it('exports these names, no more', () => {
  expect(Object.keys(packet).sort()).toEqual([
    'EncodeError',
    'PcapFormatError',
    'createPcapStream',
    'createTcpNumbering',
    'decode',
    'encode',
    'field',
    'fieldAll',
    'formatAddress',
    'formatRows',
    'frameProtocols',
    'parseAddress',
    'printable',
    'readCapture',
    'summarize',
    'summarizeAll',
    'writePcap',
    'writePcapng',
  ])
})

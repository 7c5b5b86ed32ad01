import { expect, it } from 'vitest'
import * as packet from '@underlay/packet'

it('exports these names, no more', () => {
  expect(Object.keys(packet).sort()).toEqual([
    'PcapFormatError',
    'createPcapStream',
    'createTcpNumbering',
    'decode',
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

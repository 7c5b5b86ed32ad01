import { expect, it } from 'vitest'
import * as packet from '@underlay/packet'

it('exports these names, no more', () => {
  expect(Object.keys(packet).sort()).toEqual([
    'DisplayFilter',
    'EncodeError',
    'FilterError',
    'PcapFormatError',
    'createCaptureStream',
    'createPcapngWriter',
    'createTcpNumbering',
    'decode',
    'encode',
    'exists',
    'field',
    'fieldAll',
    'filterPackets',
    'formatAddress',
    'formatRows',
    'frameProtocols',
    'parseAddress',
    'parseFilter',
    'printable',
    'readCapture',
    'streamCapture',
    'summarize',
    'summarizeAll',
    'where',
    'writePcap',
    'writePcapng',
  ])
})

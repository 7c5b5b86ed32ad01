import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What tshark knows above TCP and UDP in the recordings, and this package leaves as data. */
const disabled = ['http']

const preferences = [
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
  'ip.check_checksum:TRUE',
  'tcp.check_checksum:TRUE',
  'udp.check_checksum:TRUE',
  'tcp.desegment_tcp_streams:FALSE',
  'tcp.analyze_sequence_numbers:FALSE',
]

/** Why the comparison cannot run on this machine; undefined when it can. */
export function whyNoTshark(): string | undefined {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'tshark is not installed: nothing to compare with (apt-get install tshark)'
  }
}

/** One object per packet: each field's values, one for each layer that has it. */
export function readWithTshark(
  capture: Uint8Array,
  fields: readonly string[],
  given: readonly string[] = preferences,
): readonly Readonly<Record<string, readonly string[]>>[] {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-packet-'))
  try {
    const file = join(folder, 'capture')
    writeFileSync(file, capture)
    const argv = [
      '-n',
      '-r',
      file,
      '-T',
      'fields',
      '-E',
      'separator=\u0001',
      '-E',
      'aggregator=\u0002',
      '-E',
      'occurrence=a',
      ...disabled.flatMap((name) => ['--disable-protocol', name]),
      ...given.flatMap((preference) => ['-o', preference]),
      ...fields.flatMap((field) => ['-e', field]),
    ]
    const output = execFileSync('tshark', argv, { encoding: 'utf8', stdio: 'pipe' })
    return output
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const values = line.split('\u0001').map((value) => (value === '' ? [] : value.split('\u0002')))
        return Object.fromEntries(fields.map((field, index) => [field, values[index] ?? []]))
      })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

import { execFileSync } from 'node:child_process'
import { beforeEach, describe, expect, it } from 'vitest'
import { protocols } from '../src/layers/dissector-tables.ts'
import { fieldKind } from '../src/layers/field-kinds.ts'
import { skipWhile } from './skip-while.ts'
import { whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()

const kinds: Readonly<Record<string, string>> = {
  FT_BOOLEAN: 'boolean',
  FT_BYTES: 'bytes',
  FT_ETHER: 'ether',
  FT_IPv4: 'ipv4',
  FT_IPv6: 'ipv6',
  FT_NONE: 'bytes',
  FT_PROTOCOL: 'bytes',
  FT_STRING: 'string',
}

/** tshark's kinds of each field: a name may have several. */
function kindsOfTshark(): ReadonlyMap<string, ReadonlySet<string>> {
  const output = execFileSync('tshark', ['-G', 'fields'], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1e9 })
  const found = new Map<string, Set<string>>()
  for (const line of output.split('\n')) {
    const [row, , name = '', type = ''] = line.split('\t')
    if (row !== 'F') continue
    found.set(name, (found.get(name) ?? new Set()).add(kinds[type] ?? 'number'))
  }
  return found
}

describe('the kinds of fields', () => {
  beforeEach(skipWhile(missing))

  it('are those of tshark, where it knows the field', () => {
    const theirs = kindsOfTshark()
    const names = protocols.flatMap(({ fields }) => Object.keys(fields))
    const others = names.flatMap((name) => {
      const expected = theirs.get(name)
      return expected === undefined || expected.has(fieldKind(name))
        ? []
        : [`${name}: ${fieldKind(name)}, not ${[...expected]}`]
    })
    expect(others).toEqual([])
    expect(names.filter((name) => theirs.has(name)).length).toBeGreaterThan(150)
  })
})

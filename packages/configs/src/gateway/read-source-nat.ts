import { isIpv4 } from '../address/ip.ts'
import type { Path } from '../document/path.ts'
import type { Statement } from './config-boot-tree.ts'
import type { SourceNatRule } from './config.ts'
import type { Reading } from './reading.ts'

/** Reads a `nat` block: the source rules that masquerade. `offset` counts the rules of earlier blocks. */
export function readSourceNat(section: Statement, offset: number, reading: Reading): readonly SourceNatRule[] {
  const rules: SourceNatRule[] = []
  for (const direction of section.children ?? []) {
    const [name = ''] = direction.words
    if (name !== 'source') {
      reading.refuse(direction, ['nat', name], 'is not realised by this tool; only nat source is')
      continue
    }
    for (const statement of direction.children ?? []) {
      const rule = readRule(statement, offset + rules.length, reading)
      if (rule) rules.push(rule)
    }
  }
  return rules
}

function readRule(statement: Statement, index: number, reading: Reading): SourceNatRule | undefined {
  const [keyword = '', number = ''] = statement.words
  const path = ['nat', 'source', keyword, number]
  if (keyword !== 'rule' || !/^\d{1,9}$/.test(number)) {
    reading.refuse(statement, path, 'must be written `rule <number> { … }`')
    return undefined
  }
  const values = new Map<string, string>()
  const place = ['sourceNat', index]
  reading.place(place, statement, path)
  for (const child of statement.children ?? []) readSetting(child, values, place, path, reading)
  const outboundInterface = values.get('outboundInterface')
  if (outboundInterface === undefined) reading.refuse(statement, path, 'has no outbound-interface; add one')
  if (!values.has('translation'))
    reading.refuse(statement, path, 'has no translation; add translation { address masquerade }')
  if (outboundInterface === undefined || !values.has('translation')) return undefined
  const source = values.get('sourceAddress') ?? '0.0.0.0/0'
  const sourceAddress = isIpv4(source) ? `${source}/32` : source
  return { rule: Number(number), outboundInterface, sourceAddress, translation: 'masquerade' }
}

function readSetting(child: Statement, values: Map<string, string>, place: Path, path: Path, reading: Reading): void {
  const [key = '', value] = child.words
  const inner = child.children?.find(({ words }) => words[0] === (key === 'outbound-interface' ? 'name' : 'address'))
  const given = value ?? inner?.words[1]
  const extra = child.children?.find((other) => other !== inner)
  if (extra) reading.refuse(extra, [...path, key, extra.words[0] ?? ''], 'is not realised by this tool; remove it')
  const keep = (name: string): void => {
    values.set(name, given ?? '')
    reading.place([...place, name], inner ?? child, inner ? [...path, key, inner.words[0] ?? ''] : [...path, key])
  }
  if (key === 'outbound-interface') keep('outboundInterface')
  else if (key === 'source') keep('sourceAddress')
  else if (key === 'translation' && given === 'masquerade') keep('translation')
  else if (key === 'translation') {
    reading.refuse(
      inner ?? child,
      [...path, key],
      `'${given ?? ''}' is not realised by this tool; use address masquerade`,
    )
    values.set('translation', 'refused')
  } else if (key === 'description' || key === 'log')
    reading.note(child, [...path, key], 'it changes nothing of what the gateway forwards')
  else
    reading.refuse(
      child,
      [...path, key],
      'is not realised by this tool, and would change what is translated; remove it',
    )
}

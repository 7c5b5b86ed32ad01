import { parseKindConfig } from '@underlay/sdk'
import type { BadInput } from './bad-input.ts'

const MEBIBYTE = 1024 * 1024
const filled = (piece: string): string => piece.repeat(Math.floor(MEBIBYTE / piece.length))
const read = (text: string) => (): unknown => parseKindConfig(text, { file: 'kind.yaml' })
const head = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'
const words = { error: 'TopologyError', says: 'has more than 300000 words and marks', fix: 'split it' }
const deep = { error: 'TopologyError', says: 'is nested deeper than 100 levels', fix: 'write it flatter' }
const alias = { error: 'TopologyError', fix: 'write the value out' }
const nul = { error: 'TopologyError', says: 'holds a NUL character and is no text', fix: 'save it as UTF-8' }

/** Texts that YAML allows, or nearly, and that no lab is described by. */
export const yamlTexts: readonly BadInput[] = [
  {
    title: '100 MiB of it',
    give: read('a: b\n'.repeat(20 * MEBIBYTE)),
    error: 'TopologyError',
    place: 'kind.yaml:1:1',
    says: 'is larger than 1048576 characters',
    fix: 'leave out what the lab does not need',
  },
  {
    title: 'a billion laughs',
    give: read('a: &a [ha, ha]\nb: &b [*a, *a]\nc: &c [*b, *b]\n'),
    ...alias,
    place: 'kind.yaml:2:8',
    says: 'alias *a is not accepted',
  },
  {
    title: 'an alias of itself',
    give: read('a: &a [*a]\n'),
    ...alias,
    place: 'kind.yaml:1:8',
    says: 'alias *a is not accepted',
  },
  {
    title: 'a merge key',
    give: read('x: &x {a: 1}\ny:\n  <<: *x\n'),
    ...alias,
    place: 'kind.yaml:3:7',
    says: 'alias *x is not accepted',
  },
  {
    title: 'a million commas',
    give: read(`[${filled(',')}`.slice(0, MEBIBYTE)),
    ...words,
    place: 'kind.yaml:1:300001',
  },
  {
    title: 'a million blank lines of text',
    give: read(`a: >\n${filled('\n')}`.slice(0, MEBIBYTE)),
    ...words,
    place: 'kind.yaml:299995:1',
  },
  { title: 'half a million documents', give: read(filled('---\n')), ...words, place: 'kind.yaml:150001:1' },
  { title: 'half a million directives', give: read(filled('%x\n')), ...words, place: 'kind.yaml:150001:3' },
  { title: 'a million keys', give: read(filled('a:\n')), ...words, place: 'kind.yaml:75001:1' },
  {
    title: 'half a million escapes that are none',
    give: read(`"${filled('\\z')}`.slice(0, MEBIBYTE - 1).concat('"')),
    error: 'TopologyError',
    place: 'kind.yaml:1:2',
    says: 'is not valid YAML: Invalid escape sequence',
  },
  { title: 'a million brackets', give: read(filled('[')), ...deep, place: 'kind.yaml:1:101' },
  {
    title: 'keys in keys in keys',
    give: read(Array.from({ length: 1400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')),
    ...deep,
    place: 'kind.yaml:100:101',
  },
  { title: 'lists in lists in lists', give: read(filled('- ')), ...deep, place: 'kind.yaml:1:200' },
  {
    title: 'a key that is a list',
    give: read('? [a]\n: b\n'),
    error: 'TopologyError',
    place: 'kind.yaml:1:3',
    says: 'a key must be a name, not a list or a mapping',
  },
  {
    title: 'a key twice',
    give: read(`${head}name: a\nname: b\n`),
    error: 'TopologyError',
    place: 'kind.yaml:4:1',
    says: "key 'name' stands twice in this mapping",
    fix: 'remove one',
  },
  {
    title: 'a second document',
    give: read(`${head}---\n${head}`),
    error: 'TopologyError',
    place: 'kind.yaml:4:1',
    says: 'is a second document; this file holds one',
  },
  {
    title: "a tag that makes a program's object",
    give: read(`${head}networking: !!python/object/apply:os.system ["id"]\n`),
    error: 'TopologyError',
    place: 'kind.yaml:3:13',
    says: 'Unresolved tag: tag:yaml.org,2002:python/object/apply:os.system',
  },
  { title: 'a NUL', give: read(`${head}name: a\0b\n`), ...nul, place: 'kind.yaml:3:8' },
  { title: 'a program', give: read('\u007FELF\u0002\u0001\u0001\0\0'), ...nul, place: 'kind.yaml:1:8' },
  { title: 'UTF-16', give: read('\uFFFD\uFFFDk\0i\0n\0d\0'), ...nul, place: 'kind.yaml:1:4' },
  {
    title: 'nothing',
    give: read(''),
    error: 'TopologyError',
    place: 'kind.yaml:1:1',
    says: 'must be a mapping, is empty',
  },
  {
    title: "keys that are JavaScript's own",
    give: read(`${head}__proto__: {polluted: true}\nconstructor: {prototype: {}}\n`),
    error: 'TopologyError',
    place: 'kind.yaml:3:1',
    says: '__proto__ is not a known key',
  },
]

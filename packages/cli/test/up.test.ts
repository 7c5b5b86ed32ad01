import { presets, racks, readLabDocuments, suggest } from '@underlay/sdk'
import { expect, test, vi } from 'vitest'
import { variableOf } from '../src/command/environment.ts'
import { down } from '../src/commands/down.ts'
import { predict } from '../src/commands/predict.ts'
import { up } from '../src/commands/up.ts'
import { propose } from '../src/completion/propose.ts'
import { withCni } from '../src/up/cni-options.ts'
import { documentArgs } from '../src/up/document-args.ts'
import { howOf } from '../src/up/how-args.ts'
import { labSource } from '../src/up/lab-source.ts'
import { sourceOf } from '../src/up/source-of.ts'
import { tempFolder, underlay } from './run-underlay.ts'

// Each run loads the SDK, on a machine that may do other things.
vi.setConfig({ testTimeout: 90_000 })

const names = Object.keys(presets)
const source = (args: Parameters<typeof labSource>[0]) => labSource(args, names, suggest)

test.each([
  [{}, undefined],
  [
    { lab: 'flannel-vxlan', name: 'mine' },
    { from: 'preset', name: 'flannel-vxlan' },
  ],
  [{ lab: './labs/my.mts' }, { from: 'module', path: './labs/my.mts' }],
  [{ kind: 'k.yaml' }, { from: 'documents', kind: 'k.yaml' }],
  [
    { kind: 'k.yaml', clab: 'c.yaml', workload: 'w.yaml' },
    { from: 'documents', kind: 'k.yaml', clab: 'c.yaml', workload: 'w.yaml' },
  ],
])('%j is a lab', (args, expected) => {
  expect(source(args)).toEqual(expected)
})

test.each([
  [{ lab: 'flanel-vxlan' }, 'there is no preset flanel-vxlan\n  fix: did you mean flannel-vxlan?'],
  [{ lab: 'nothing-like-it' }, 'there is no preset nothing-like-it\n  fix: underlay up lists the presets'],
  [{ lab: 'toString' }, 'there is no preset toString'],
  [{ lab: 'lab.clab.yaml' }, 'lab.clab.yaml is a document\n  fix: underlay up --kind kind.yaml --clab lab.clab.yaml'],
  [{ clab: 'lab.clab.yaml' }, '--clab and --workload need the nodes of a kind config\n  fix: add --kind kind.yaml'],
  [{ lab: 'lab.ts', kind: 'kind.yaml' }, 'lab.ts and --kind kind.yaml are two labs'],
  [{ lab: 'lab.ts', name: 'mine' }, '--name renames presets only'],
])('%j is refused', (args, message) => {
  expect(() => source(args)).toThrow(message)
})

test.each([
  [
    'named.ts',
    ['export const lab: number = 1'],
    /^named\.ts has no lab as its default export; it exports lab\n {2}fix: export default defineLab/,
  ],
  [
    'bad.ts',
    ['const a: number = 1', 'export default { a: b c }'],
    /^bad\.ts:2:23: Expected ',', got 'ident'\n {2}fix: mend the file/,
  ],
  ['bad.mjs', ['export default {', '  a: 1', '  b: 2 }'], /^bad\.mjs:3:3: Unexpected identifier 'b'\n/],
  ['enum.ts', ['enum A { B }', 'export default A'], /^enum\.ts:1:1: TypeScript enum is not supported/],
  [
    'nope.ts',
    ["import x from 'nope'", 'export default x'],
    /^nope\.ts: Cannot find package 'nope'\n {2}fix: npm install/,
  ],
  ['wrong.ts', ['export default { kind: 3 }'], /^wrong\.ts is no lab:\nlab kind must be a mapping, is 3\n {2}fix: /],
  ['empty.ts', [], /^empty\.ts has no lab as its default export\n {2}fix: export default defineLab/],
  ['gone.ts', undefined, /^there is no file gone\.ts\n {2}fix: /],
])('the lab file %s is refused with what to mend', async (file, lines, message) => {
  const folder = tempFolder(lines === undefined ? {} : { [file]: lines })
  expect(await underlay(folder, 'up', file)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
})

test('what a lab file itself throws comes with its place', async () => {
  const folder = tempFolder({ 'throws.ts': ["throw new RangeError('mine')"] })
  const { code, stderr } = await underlay(folder, 'up', 'throws.ts')
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(
      /^throws\.ts throws:\nRangeError: mine\n\s+at .*throws\.ts:1:7\)?\n {2}fix: mend throws\.ts/,
    ),
  })
})

test('a lab file’s default export is its definition', async () => {
  const lab = racks({ name: 'mine', racks: 2, nodesPerRack: 1 })
  const folder = tempFolder({ 'lab.ts': [`const lab: unknown = ${JSON.stringify(lab)}`, 'export default lab'] })
  const plan = await underlay(folder, 'up', 'lab.ts', '--dry-run', '--json', '--engine', 'netns')
  expect(plan).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(plan.stdout)).toMatchObject({
    lab: 'mine',
    engine: 'netns',
    steps: [{ step: 'create', action: 'make' }, {}, {}, {}, {}],
  })
})

test('what a lab file reads from documents asks for trust; what it builds in code does not', async () => {
  const sdk = import.meta.resolve('@underlay/sdk')
  const folder = tempFolder({
    'kind.yaml': ['kind: Cluster', 'apiVersion: kind.x-k8s.io/v1alpha4', 'name: mine'],
    'lab.clab.yaml': [
      'name: mine',
      'topology: { nodes: { mine-control-plane: { kind: ext-container, exec: [touch /tmp/x] } } }',
    ],
    'read.ts': [
      `import { readLabDocuments } from '${sdk}'`,
      "export default { ...(await readLabDocuments({ kind: 'kind.yaml', clab: 'lab.clab.yaml' })) }",
    ],
    'built.ts': [
      "const nodes = { 'mine-control-plane': { kind: 'ext-container', exec: ['touch /tmp/x'] } }",
      "const kind = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name: 'mine' }",
      "export default { kind, clab: { name: 'mine', topology: { nodes } } }",
    ],
    'racks.ts': [`import { racks } from '${sdk}'`, "export default racks({ name: 'mine', racks: 2, nodesPerRack: 1 })"],
  })
  const plan = (...args: readonly string[]) => underlay(folder, 'up', ...args, '--dry-run', '--engine', 'netns')
  const read = await plan('read.ts')
  expect(read).toMatchObject({ code: 2, stdout: expect.stringMatching(/runs touch \/tmp\/x[^]*fix: .*--trust/) })
  expect(read.stdout).toMatch(/if they are what you want: underlay up read\.ts --dry-run --engine netns --trust\n$/)
  for (const trusted of [['read.ts', '--trust'], ['built.ts'], ['racks.ts'], ['flannel-vxlan']]) {
    expect(await plan(...trusted)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('refuse') })
  }
})

test('the CNI that was typed takes the place of the lab’s own, its options that of the same ones', () => {
  const lab = racks({ name: 'lab', racks: 2, nodesPerRack: 1 })
  expect(withCni(lab, {})).toBe(lab)
  expect(withCni(lab, { calico: 'vxlan=Always,ipip=Never,natOutgoing=false,mtuBytes=1400' })).toMatchObject({
    calico: { autodetection: 'interface=net0', vxlan: 'Always', ipip: 'Never', natOutgoing: false, mtuBytes: 1400 },
  })
  const flannel = withCni(lab, { flannel: 'backend=host-gw' })
  expect([flannel.calico, flannel.flannel]).toEqual([undefined, { backend: 'host-gw' }])
  expect(() => withCni(lab, { calico: 'ipip' })).toThrow(
    '--calico ipip is not written name=value\n  fix: --calico ipip=',
  )
  expect(() => withCni(lab, { calico: 'ipip=Never', flannel: 'vni=2' })).toThrow('a cluster has one CNI')
})

test('how a lab is made comes to the SDK by the SDK’s own names; what is not typed is left out', () => {
  expect(howOf({})).toEqual({})
  const kind = { engine: 'kind', driver: 'built-in', 'node-image': 'n', 'tools-image': 't', offline: true } as const
  expect(howOf({ ...kind, host: 'local', 'cni-version': 'v3.32.1', 'cni-manifest': 'c.yaml' })).toEqual({
    engine: 'kind',
    host: 'local',
    driver: 'built-in',
    image: 'n',
    toolsImage: 't',
    offline: true,
    version: 'v3.32.1',
    manifest: 'c.yaml',
  })
  const given = ['tools-image', 'driver', 'cni-version', 'cni-manifest'].map((option) => variableOf('up', option))
  expect(given).toEqual([
    'UNDERLAY_TOOLS_IMAGE',
    'UNDERLAY_UP_DRIVER',
    'UNDERLAY_UP_CNI_VERSION',
    'UNDERLAY_UP_CNI_MANIFEST',
  ])
  expect(Object.keys(up.args)).toEqual(expect.arrayContaining(['tools-image', 'driver', 'cni-version', 'cni-manifest']))
})

test('documents are named in one way, and completed as files', () => {
  expect(up.args).toMatchObject(documentArgs)
  expect(predict.args).toMatchObject(documentArgs)
  for (const option of ['kind', 'clab', 'workload'])
    expect(propose([up], ['up', `--${option}`, ''])).toEqual({ values: [], kind: 'file' })
  expect(propose([up], ['up', '--cni-manifest', ''])).toEqual({ values: [], kind: 'file' })
  expect(propose([up], ['up', '--driver', '']).values).toHaveLength(3)
})

const context = { signal: AbortSignal.any([]) }

test.each([
  [() => up.run(['flannel-vxlan', 'lab.ts'], context), 'one lab is made, not 2'],
  [() => up.run(['--reconfigure'], context), 'no lab is named\n  fix: underlay up alone lists the presets'],
  [() => up.run(['lab.ts', '--host', 'moon'], context), '--host moon is not possible\n  fix: one of auto, local'],
  [() => down.run(['a', 'b'], context), 'one lab is ended, not 2'],
  [() => down.run(['a', '--all'], context), '--all is every lab\n  fix: underlay down a, or --all alone'],
])('%# is refused with what to type', async (run, message) => {
  await expect(run()).rejects.toThrow(message)
})

test('without a lab, up lists the presets, as its help says', async () => {
  const { code, stdout, stderr } = await underlay(tempFolder({}), 'up')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const name of names) expect(stdout).toContain(name)
  expect(stdout).toMatch(/\n\nunderlay up PRESET makes one/)
})

test('a folder is told for one, with the labs in it; documents that cannot be read without the words of the system', async () => {
  const labs = tempFolder({ 'lab.ts': [], 'lab.test.ts': [], 'kind.yaml': [] })
  expect(() => sourceOf({ lab: labs })).toThrow(`${labs} is a folder\n  fix: underlay up ${labs}/lab.ts`)
  const documents = tempFolder({ 'kind.yaml': [] })
  expect(() => sourceOf({ lab: documents })).toThrow(
    `--kind and --clab take the documents in it: ${documents}/kind.yaml`,
  )
  const empty = tempFolder({})
  expect(() => sourceOf({ lab: empty })).toThrow(`underlay init ${empty} makes one`)
  await expect(readLabDocuments({ kind: `${empty}/nosuch.yaml` })).rejects.toThrow(
    'cannot be read: there is no such file\n',
  )
  await expect(readLabDocuments({ kind: empty })).rejects.toThrow('cannot be read: it is a folder\n')
})

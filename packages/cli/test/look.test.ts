import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  formatTable,
  racks,
  renderClabTopology,
  renderKindConfig,
  type LabOverview,
  type PingResult,
} from '@underlay/sdk'
import { expect, test, vi } from 'vitest'
import type { Command } from '../src/command/command.ts'
import { exec } from '../src/commands/exec.ts'
import { graph } from '../src/commands/graph.ts'
import { inspect } from '../src/commands/inspect.ts'
import { ping } from '../src/commands/ping.ts'
import { schema } from '../src/commands/schema.ts'
import { shell } from '../src/commands/shell.ts'
import { overviewText } from '../src/inspect/overview-text.ts'
import { cells } from '../src/output/write-output.ts'
import { pingColumns, pingRow } from '../src/ping/ping-row.ts'
import { tempFolder } from './run-underlay.ts'

const run = (command: Command, typed: string, rest?: readonly string[]): Promise<number> =>
  command.run(typed.split(' '), { signal: new AbortController().signal, ...(rest && { rest }) })

test.for([
  [inspect, 'rout', 'there is no rout to inspect\n  fix: one of nodes, pods, interfaces, routes, bgp; then places'],
  [inspect, 'nodes -n kube-system', '--namespace is one of pods\n  fix: underlay inspect pods --namespace kube-system'],
  [exec, 'worker ls', 'what to run stands behind --\n  fix: underlay exec worker -- ls'],
  [exec, 'worker', 'what is to run?\n  fix: underlay exec worker -- ip route'],
  [shell, 'worker ls', 'a shell runs no command\n  fix: underlay exec worker -- ls'],
  [ping, 'a b c', 'from one place to one other\n  fix: underlay ping a b'],
  [ping, 'a b -c three', '--count three is no number\n  fix: a whole number from 1'],
  [ping, 'a b -s 64k', '--size 64k is no number\n  fix: a whole number from 32 to 65507'],
  [ping, 'a b -s 10', '--size 10 is not possible\n  fix: a whole number from 32 to 65507'],
  [ping, 'a b -i x', '--interval x is no number\n  fix: such as --interval 3'],
  [ping, 'a', 'underlay ping needs TO\n  fix: underlay ping --help'],
  [graph, '--svg --dot', '--svg and --dot are two formats\n  fix: give one of them'],
  [schema, 'helm', 'there is no schema of helm\n  fix: one of kind, clab'],
] as const)('refused before a lab is looked for: %o', async ([command, typed, message]) => {
  await expect(run(command, typed)).rejects.toThrow(message)
})

test('a lab without fabric, CNI and pods says so', () => {
  const lab: LabOverview = {
    name: 'bare',
    engine: 'kind',
    lifetime: 'persistent',
    host: { kind: 'docker', kernel: '6.1.0', accelerator: '' },
    kubeconfig: '/state/bare/kubeconfig',
    cni: undefined,
    fabric: undefined,
    nodes: [],
    pods: [],
  }
  expect(overviewText(lab, false, formatTable).split('\n\n')[0]).toBe(
    [
      'lab         bare',
      'engine      kind, persistent',
      'host        docker, Linux 6.1.0',
      'kubeconfig  /state/bare/kubeconfig',
      'cni         none',
      'fabric      none',
    ].join('\n'),
  )
})

test('of a cluster of others no fabric is claimed to be missing', () => {
  const host = { kind: 'node', kernel: '6.1.0', accelerator: '' }
  const common = { kubeconfig: undefined, cni: undefined, fabric: undefined, nodes: [], pods: [] } as const
  const lab: LabOverview = { name: 'staging', engine: 'existing', lifetime: 'persistent', host, ...common }
  expect(overviewText(lab, false, formatTable).split('\n\n')[0]).toBe(
    'lab         staging\nengine      none: a cluster that exists\nhost        node, Linux 6.1.0\ncni         none',
  )
})

test('a ping: its mean on a line, without an answer none, the mark as hexadecimal', () => {
  const result: PingResult = {
    from: 'worker',
    to: '10.9.9.9',
    transmitted: 2,
    received: 2,
    ttl: 63,
    rttMs: [0.1, 0.3],
    errors: [],
    mark: Uint8Array.of(0, 255),
  }
  const lost = {
    ...result,
    received: 0,
    ttl: undefined,
    rttMs: [],
    errors: [{ from: 'gw0', text: 'Time to live exceeded' }],
  }
  expect(cells([pingRow(result), pingRow(lost)], pingColumns, true)).toMatchObject([
    { sent: 2, received: 2, ttl: 63, 'rtt-ms': '0.200', min: '0.100', max: '0.300', said: undefined, mark: '00ff' },
    { received: 0, ttl: undefined, 'rtt-ms': undefined, min: undefined, said: 'gw0: Time to live exceeded' },
  ])
})

/** What a command writes on standard output when all is well. */
async function outputOf(command: Command, typed: string): Promise<string> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    expect(await run(command, typed)).toBe(0)
    return written.mock.calls.map(([chunk]) => String(chunk)).join('')
  } finally {
    written.mockRestore()
  }
}

test('a schema is JSON on standard output', async () => {
  const text = await outputOf(schema, 'clab')
  expect(JSON.parse(text)).toMatchObject({ $id: 'urn:underlay:schema:clab', type: 'object' })
})

test('a lab that does not run is drawn from its documents', async () => {
  const tree = await outputOf(graph, 'calico-ipip-crosssubnet')
  expect(tree).toContain('└─ br-pool1  rack1  10.1.8.0/24\n   ├─ worker2 (server3)  net0 10.1.8.10/24\n')
  const { kind, clab, files } = racks({ name: 'two-racks', racks: 2, nodesPerRack: 1 })
  const folder = tempFolder({ 'kind.yaml': [renderKindConfig(kind)], 'lab.clab.yaml': [renderClabTopology(clab)] })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const documents = `--kind ${folder}/kind.yaml --clab ${folder}/lab.clab.yaml`
  expect(await outputOf(graph, `${documents} --mermaid`)).toMatch(/^flowchart TB\n/)
  expect(await outputOf(graph, `--kind ${folder}/kind.yaml`)).toMatch(/^two-racks\n├─ control-plane/)
})

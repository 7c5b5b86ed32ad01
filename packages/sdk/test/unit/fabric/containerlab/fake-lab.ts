import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClabTopology } from '@underlay/configs'
import { containerName } from '../../../../src/fabric/containerlab/container-name.ts'
import { declaredAddresses } from '../../../../src/fabric/containerlab/await-addresses.ts'
import { linkEnds } from '../../../../src/fabric/containerlab/link-ends.ts'
import type { FakeAnswer } from '../../fake-host.ts'
import { fakeHost } from '../../fake-host.ts'
import { fakePrograms } from '../../process/fake-programs.ts'
import { cluster, fabric, preset } from '../../reference-lab.ts'
import { tempFolder } from '../../temp-folder.ts'

export const labels = { 'underlay.lab': preset.name }

const deploys = `echo '12:00:00 INFO Containerlab started version=0.69.3' >&2
echo '╭ table ╮'
touch "$0.deployed"`

interface FakeLabOptions {
  readonly topology?: ClabTopology
  /** What the fake binary does on `deploy`, and on `destroy`. */
  readonly deploy?: string
  readonly destroy?: string
  /** The labels that the containers have. */
  readonly containerLabels?: Readonly<Record<string, string>>
  /** The devices of the host, as `ip -j -d link` has them. */
  readonly hostLinks?: readonly object[]
  /** Cables and addresses are there even without containers: nodes outlive them. */
  readonly wired?: boolean
  readonly answer?: (argv: readonly string[], namespace: string) => FakeAnswer | undefined
}

/**
 * A machine with fake docker and containerlab: containers are there from a deploy to a destroy (or `docker rm`), ends and
 * addresses with them. The binary keeps its environment and what it saw beside its document.
 */
export function fakeLab({ topology = preset.clab, ...options }: FakeLabOptions = {}) {
  const {
    deploy = deploys,
    destroy = 'rm -f "$0.deployed"',
    containerLabels = labels,
    hostLinks = [],
    wired = false,
    answer,
  } = options
  const containers = [...fabric.servers, ...fabric.gateways].map(({ name }, index) => ({
    Id: String(index + 1)
      .repeat(64)
      .slice(0, 64),
    Name: `/${containerName(topology, name)}`,
    State: { Pid: 4000 + index, Running: true },
    Config: { Image: 'image', Labels: { containerlab: topology.name, ...containerLabels } },
    NetworkSettings: { Networks: {} },
  }))
  const { folder: bin, calls } = fakePrograms({
    containerlab: `env > "$0.env.$1"; pwd > "$0.cwd"; ls -A "$(dirname "$3")" > "$0.saw" 2>&1
if [ "$1" = deploy ]; then :\n${deploy}\nelse :\n${destroy}\nfi`,
    docker: `there="$(dirname "$0")/containerlab.deployed"
[ "$1" = rm ] && rm -f "$there"
[ -e "$there" ] || { [ "$1" = container ] && echo '[]'; exit 0; }
case "$1" in ps) echo "${containers.map(({ Id }) => Id).join('\n')}";;
container) echo '${JSON.stringify(containers)}';; esac`,
  })
  const deployed = (): boolean => existsSync(join(bin, 'containerlab.deployed'))
  const links = [...hostLinks] as { ifname: string }[]
  const { host, spawned } = fakeHost((argv, namespace) => {
    const given = answer?.(argv, namespace)
    if (given !== undefined) return given
    if (argv[0] === 'nft') return { stdout: '{"nftables":[]}' }
    if (argv.join(' ') === 'ip -j -d link show') return { stdout: JSON.stringify(links) }
    if (argv.join(' ') === 'ip -j addr')
      return { stdout: JSON.stringify(deployed() || wired ? devicesOf(namespace) : []) }
    if (argv[0] === '/underlay/observe.pl') return { stdout: deployed() || wired ? observed : 'gw0 lo\n' }
    return {}
  })
  const said: string[] = []
  const saved: unknown[] = []
  const folder = join(tempFolder(), 'lab')
  const site = {
    lab: preset.name,
    folder,
    labels,
    say: (line: string) => void said.push(line),
    find: async () => ({ works: true, version: '0.69.3' }) as const,
    host,
    docker: { gateway: '172.18.0.1', gateway6: '' },
    trust: false,
    addressTimeoutMs: 300,
    save: async (state: unknown) => void saved.push(state),
  }
  return {
    site,
    folder,
    said,
    saved,
    deployed,
    links,
    calls: () => calls().filter((line) => line.startsWith('containerlab ')),
    docker: () => calls().filter((line) => line.startsWith('docker ')),
    kept: (what: string) => readFileSync(join(bin, `containerlab.${what}`), 'utf8'),
    runNow: () => writeFileSync(join(bin, 'containerlab.deployed'), ''),
    /** The containers are gone, and the document is there. */
    forget: () => rmSync(join(bin, 'containerlab.deployed')),
    /** The instructions carried out, each with its namespace before it. */
    done: () =>
      spawned.flatMap(({ namespace, argv, stdin }) =>
        argv[0] === '/underlay/apply.pl'
          ? stdin
              .trim()
              .split('\n')
              .map((line) => `${namespace}: ${line}`)
          : [],
      ),
    attached: () => spawned.filter(({ argv }) => argv[0] === '/underlay/attach.pl').map(({ stdin }) => stdin.trim()),
  }
}

const ends = linkEnds(fabric, cluster)
const observed = ends.map(({ namespace, device }) => `${namespace} ${device}\n`).join('')

function devicesOf(namespace: string): object[] {
  return declaredAddresses(fabric, cluster)
    .filter((declared) => declared.namespace === namespace)
    .map(({ device, address }) => {
      const [local, length] = address.split('/')
      const addresses = [{ family: 'inet', local, prefixlen: Number(length) }]
      return { ifname: device, flags: ['UP'], mtu: 1500, addr_info: addresses }
    })
}

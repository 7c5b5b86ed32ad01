import type { Path } from '../document/path.ts'
import { isParsed } from '../document/position.ts'
import { reviewOf, type Review } from '../document/review.ts'
import type { Issue } from '../issue/issue.ts'
import { normalisePath, readBind } from './bind.ts'
import type { ClabManagement, ClabNode, ClabStage, ClabTopology } from './topology.ts'

/**
 * What a topology that was parsed from a text asks for beyond a network of its own: programs that it starts, files of the
 * machine, and links to the machine. Of a topology that was built in code with parts of a parsed one, these parts count.
 *
 * @param files texts that stand for bound files, by their path in the topology; reading those asks for nothing.
 * @param options.containers also what its containers are and may do, and the networks of Docker that they are in:
 * containerlab runs them with all rights. Default false.
 * @example
 * ```ts
 * const topology = parseClabTopology('name: lab\ntopology:\n  nodes:\n    h1:\n      kind: linux\n      exec: [reboot]\n')
 * requestedTrust(topology).map(({ path, line }) => `${path} in line ${line}`) // ['topology.nodes.h1.exec[0] in line 6']
 * ```
 */
export function requestedTrust(
  topology: ClabTopology,
  files: Readonly<Record<string, string>> = {},
  { containers = false }: { readonly containers?: boolean } = {},
): readonly Issue[] {
  const isForeign = (value: unknown): boolean => isParsed(topology) || isParsed(value)
  const site: Site = {
    review: reviewOf(topology, 'topology'),
    given: new Set(Object.keys(files).map(normalisePath)),
    containers,
    isForeign,
  }
  const { defaults, kinds = {}, groups = {}, nodes, links = [] } = topology.topology
  if (defaults !== undefined) reviewNode(site, defaults, ['topology', 'defaults'])
  for (const [section, all] of Object.entries({ kinds, groups, nodes })) {
    for (const [name, node] of Object.entries(all)) reviewNode(site, node ?? {}, ['topology', section, name])
  }
  for (const [index, link] of links.entries()) reviewLink(site, link, ['topology', 'links', index])
  reviewManagement(site, topology.mgmt)
  return site.review.issues
}

interface Site {
  readonly review: Review
  readonly given: ReadonlySet<string>
  readonly containers: boolean
  readonly isForeign: (value: unknown) => boolean
}

function reviewNode({ review, given, containers, isForeign }: Site, node: ClabNode, path: Path): void {
  const { exec = [], binds = [], stages = {}, healthcheck } = node
  const whole = isForeign(node)
  if (whole || isForeign(exec)) {
    for (const [index, line] of exec.entries()) review.refuse([...path, 'exec', index], `runs ${line}`)
  }
  if (whole || isForeign(binds)) {
    for (const [index, bind] of binds.entries()) {
      if (!given.has(readBind(bind).source)) review.refuse([...path, 'binds', index], `binds ${bind}`)
    }
  }
  for (const [name, stage] of Object.entries(stages)) {
    if ((whole || [stages, stage, stage?.exec].some(isForeign)) && hasCommands(stage))
      review.refuse([...path, 'stages', name, 'exec'], 'runs commands')
  }
  const test = healthcheck?.test
  if (test !== undefined && (whole || isForeign(healthcheck) || isForeign(test)))
    review.refuse([...path, 'healthcheck', 'test'], `runs ${test.join(' ')}`)
  if (!containers || !whole) return
  for (const [key, value] of Object.entries(node)) {
    const what = typeof value === 'string' ? value : JSON.stringify(value)
    if (value !== undefined && OF_CONTAINERS.has(key)) review.refuse([...path, key], `makes a container with ${what}`)
  }
}

function hasCommands(stage: ClabStage | undefined): boolean {
  return stage?.exec !== undefined && Object.values(stage.exec).some((command) => command !== undefined)
}

// A network or a bridge that is there already has others in it.
function reviewManagement({ review, containers, isForeign }: Site, mgmt: ClabManagement | undefined): void {
  if (!containers || mgmt === undefined || !isForeign(mgmt)) return
  for (const key of ['network', 'bridge'] as const) {
    if (mgmt[key] !== undefined) review.refuse(['mgmt', key], `names a network of the machine: ${mgmt[key]}`)
  }
}

const machineSide = ['host', 'macvlan']

// What its program is, and what it sees of the machine.
const OF_CONTAINERS = new Set(
  'image cmd entrypoint startup-config cap-add cgroup-parent cgroupns-mode certificate credentials devices env-files extras license pid-mode ports privileged publish runtime security-opts user volumes'.split(
    ' ',
  ),
)

function reviewLink(
  { review, containers, isForeign }: Site,
  link: { readonly type?: string; readonly endpoints?: readonly unknown[] },
  path: Path,
): void {
  if (!isForeign(link) && !isForeign(link.endpoints)) return
  // Without containers the management network is the lab's own.
  const isMachine = (end: string): boolean => machineSide.includes(end) || (containers && end === 'mgmt-net')
  if (link.type !== undefined && isMachine(link.type)) {
    review.refuse([...path, 'type'], `is a link to the machine: ${link.type}`)
    return
  }
  for (const [index, endpoint] of (link.endpoints ?? []).entries()) {
    const node = typeof endpoint === 'string' ? endpoint.split(':')[0] : undefined
    if (node !== undefined && isMachine(node)) {
      review.refuse([...path, 'endpoints', index], `is a link to the machine: ${String(endpoint)}`)
    }
  }
}

import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { isConfigBoot, isFrrFile, readBind } from './bind.ts'
import { VYOS_KIND } from './gateway-document.ts'
import { UNREAD_NODE_KEYS } from './shape.ts'
import type { ResolvedNode } from './resolve-node.ts'
import type { Structure } from './structure.ts'
import type { ClabTopology } from './topology.ts'

/** The kinds of nodes that the built-in wiring makes real. */
const KINDS = ['linux', 'bridge', 'ext-container', 'k8s-kind', VYOS_KIND]

const REFUSED: Readonly<Record<string, string>> = {
  'env-files': 'are not realised by the built-in wiring; use env',
  mgmt_ipv4: 'is an old name; write mgmt-ipv4',
  mgmt_ipv6: 'is an old name; write mgmt-ipv6',
}

const IGNORED: Readonly<Record<string, string>> = {
  image: 'the built-in wiring runs no images',
  cmd: 'the built-in wiring starts no init',
  entrypoint: 'the built-in wiring starts no init',
  labels: 'namespaces have no labels',
  ports: 'the built-in wiring publishes no ports',
  config: 'its templates are filled by containerlab config, not when a lab is deployed',
  'startup-delay': 'namespaces start at once; stages have an order',
  dns: 'the built-in wiring runs no resolver',
  aliases: 'the built-in wiring runs no resolver',
}

const LINK_TYPES: Readonly<Record<string, string>> = {
  vxlan: "its other end is another machine's; use type: veth",
  'vxlan-stitch': "its other end is another machine's; use type: veth",
}

/** The links that lead out of the lab, and where they end. */
const OUTSIDE: Readonly<Record<string, string>> = {
  host: "ends in the lab's own namespace outside: the machine's network is never touched",
  macvlan: "has its parent in the lab's own namespace outside: the machine's network is never touched",
}

const KERNEL_MODULES = '/lib/modules'

/** Refuses what the built-in wiring cannot make real, and notes what it leaves aside because it changes no packet. */
export function checkRealisable(review: Review, document: ClabTopology, { nodes, links }: Structure): void {
  if (document.prefix !== undefined) review.note(['prefix'], 'is ignored: namespaces are named after the lab')
  const seen = new Set<string>()
  const once = (path: Path, act: () => void): void => {
    const key = path.join('\n')
    if (!seen.has(key)) act()
    seen.add(key)
  }
  for (const node of nodes) checkNode(review, node, once)
  for (const { type, typePath } of links) {
    const reason = Object.hasOwn(LINK_TYPES, type) ? LINK_TYPES[type] : undefined
    const outside = Object.hasOwn(OUTSIDE, type) ? OUTSIDE[type] : undefined
    if (reason !== undefined) review.refuse(typePath, `'${type}' is not realised by the built-in wiring: ${reason}`)
    else if (outside !== undefined) review.note(typePath, outside)
    else if (type === 'veth-stitch') review.note(typePath, 'is one veth pair: the stitch changes no packet')
  }
}

function checkNode(review: Review, node: ResolvedNode, once: (path: Path, act: () => void) => void): void {
  if (node.kind !== '' && !KINDS.includes(node.kind)) {
    review.refuse(
      [...node.path, 'kind'],
      `'${node.kind}' is not realised by the built-in wiring, which knows ${KINDS.join(', ')}`,
    )
  }
  const mode = node.networkMode
  if (mode && mode.value !== 'none' && !mode.value.startsWith('container:')) {
    once(mode.path, () =>
      review.refuse(
        mode.path,
        `'${mode.value}' is not realised by the built-in wiring; use container:<node of the kind config>`,
      ),
    )
  }
  for (const { value: key, path } of node.keys) {
    const refusal = Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined
    const ignored = Object.hasOwn(IGNORED, key) ? IGNORED[key] : undefined
    if (refusal) once(path, () => review.refuse(path, refusal, 'key'))
    else if (ignored) once(path, () => review.note(path, `is ignored: ${ignored}`))
    else if (UNREAD_NODE_KEYS.includes(key))
      once(path, () => review.note(path, 'is ignored: the built-in wiring runs no containers'))
  }
  checkStartupConfig(review, node, once)
  for (const { value, path } of node.binds) {
    if (readBind(value).source === KERNEL_MODULES)
      once(path, () => review.note(path, 'is ignored: namespaces use the modules of the kernel that they run on'))
    else if (!isConfigBoot(value) && !isFrrFile(value))
      once(path, () => review.note(path, 'is ignored: the built-in wiring mounts nothing'))
  }
}

function checkStartupConfig(
  review: Review,
  { kind, startupConfig }: ResolvedNode,
  once: (path: Path, act: () => void) => void,
): void {
  if (!startupConfig || kind === VYOS_KIND) return
  const { path } = startupConfig
  once(path, () => {
    if (kind === 'k8s-kind') review.note(path, 'is ignored: the cluster is there already')
    else review.refuse(path, 'is not realised by the built-in wiring; bind a config.boot, or use exec', 'key')
  })
}

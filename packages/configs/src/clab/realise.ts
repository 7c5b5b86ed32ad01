import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { isConfigBoot, isFrrFile } from './bind.ts'
import { UNREAD_NODE_KEYS } from './shape.ts'
import type { ResolvedNode } from './resolve-node.ts'
import type { Structure } from './structure.ts'
import { SPECIAL_NODES } from './structure.ts'
import type { ClabTopology } from './topology.ts'

const KINDS = ['linux', 'bridge']

const REFUSED: Readonly<Record<string, string>> = {
  'startup-config': 'is not realised by the built-in wiring; bind a config.boot, or use exec',
  stages: 'are not realised by the built-in wiring; use exec',
  config: 'is not realised by the built-in wiring; use exec',
}

const IGNORED: Readonly<Record<string, string>> = {
  image: 'the built-in wiring runs no images',
  cmd: 'the built-in wiring starts no init',
  entrypoint: 'the built-in wiring starts no init',
  env: 'the built-in wiring sets no environment',
  labels: 'namespaces have no labels',
  ports: 'the built-in wiring publishes no ports',
}

const KERNEL_MODULES = '/lib/modules'

/** Refuses what the built-in wiring cannot make real, and notes what it leaves aside because it changes no packet. */
export function checkRealisable(review: Review, document: ClabTopology, { nodes, links }: Structure): void {
  if (document.mgmt)
    review.note(['mgmt'], 'is ignored: the built-in wiring has its own management network, 172.20.20.0/24')
  if (document.prefix !== undefined) review.note(['prefix'], 'is ignored: namespaces are named after the lab')
  const seen = new Set<string>()
  const once = (path: Path, act: () => void): void => {
    const key = path.join('\n')
    if (!seen.has(key)) act()
    seen.add(key)
  }
  for (const node of nodes) checkNode(review, node, once)
  for (const { type, path, endpoints } of links) {
    if (type !== 'veth') {
      review.refuse([...path, 'type'], `'${type}' is not realised by the built-in wiring; use type: veth`)
    }
    for (const endpoint of endpoints) {
      const special = SPECIAL_NODES.includes(endpoint.node)
      if (type === 'veth' && special && !Object.hasOwn(document.topology.nodes, endpoint.node)) {
        review.refuse(
          endpoint.path,
          `a link to ${endpoint.node} is not realised by the built-in wiring; link two nodes`,
        )
      }
    }
  }
}

function checkNode(review: Review, node: ResolvedNode, once: (path: Path, act: () => void) => void): void {
  if (node.kind !== '' && !KINDS.includes(node.kind)) {
    review.refuse(
      [...node.path, 'kind'],
      `'${node.kind}' is not realised by the built-in wiring, which knows linux and bridge`,
    )
  }
  const mode = node.networkMode
  if (mode && !mode.value.startsWith('container:')) {
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
  for (const { value, path } of node.binds) {
    const [source = ''] = value.split(':')
    if (source === KERNEL_MODULES)
      once(path, () => review.note(path, 'is ignored: namespaces use the modules of the kernel that they run on'))
    else if (!isConfigBoot(value) && !isFrrFile(value))
      once(path, () => review.note(path, 'is ignored: the built-in wiring mounts nothing'))
  }
}

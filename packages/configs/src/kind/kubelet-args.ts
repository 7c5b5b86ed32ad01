import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { isMapping } from '../document/shape.ts'
import type { YamlDocument } from '../document/yaml.ts'
import { readYaml } from '../document/yaml.ts'
import type { KubeadmVersion } from './image-version.ts'
import type { RegistrationKind } from './kubelet-patch.ts'

/** One argument that a patch gives to the kubelet, and how to say that it is wrong. */
export interface KubeletArg {
  readonly name: string
  readonly value: string
  readonly refuse: (message: string) => void
}

/** Where a patch stands, and what applies to its node. */
export interface PatchContext {
  readonly path: Path
  readonly kind: RegistrationKind
  readonly kubeadm: KubeadmVersion | undefined
  readonly image: string | undefined
  /** A patch of the whole cluster may be for other nodes. */
  readonly shared: boolean
}

/** Reads the kubelet's arguments out of one kubeadm patch; nothing when the patch is for something else. */
export function kubeletArgs(review: Review, patch: string, context: PatchContext): readonly KubeletArg[] {
  const document = readPatch(patch)
  const refuse = (inner: Path, message: string): void =>
    review.refuseInText(context.path, inner, document.positionOf(inner), message)
  for (const { message, ...position } of document.problems) review.refuseInText(context.path, [], position, message)
  const value = document.value
  if (!document.readable) return []
  if (!isMapping(value)) return fail(refuse, [], 'must be a kubeadm object as YAML text')
  const registration = value['nodeRegistration']
  const extra = isMapping(registration) ? registration['kubeletExtraArgs'] : undefined
  if (extra === undefined || !isRegistration(value['kind'])) return []
  if (value['kind'] !== context.kind) {
    if (context.shared) return []
    return fail(
      refuse,
      ['kind'],
      `kubeadm reads ${context.kind} on this node, not ${value['kind']}; use kind: ${context.kind}`,
    )
  }
  const pinned = pinnedVersion(value['apiVersion'])
  if (pinned && context.kubeadm && pinned !== context.kubeadm) return []
  return readArgs(extra, pinned ?? context.kubeadm, context.image, refuse)
}

const MOST_KNOWN = 1024
const LONGEST_KNOWN = 2048
const known = new Map<string, YamlDocument>()

// Every step of a lab asks for its nodes, and reading their patches is most of what that costs.
function readPatch(patch: string): YamlDocument {
  const read = known.get(patch)
  if (read) return read
  const [document] = readYaml(patch)
  if (known.size >= MOST_KNOWN) known.clear()
  if (patch.length <= LONGEST_KNOWN) known.set(patch, document)
  return document
}

function readArgs(
  extra: unknown,
  version: KubeadmVersion | undefined,
  image: string | undefined,
  refuse: (inner: Path, message: string) => void,
): readonly KubeletArg[] {
  const path = ['nodeRegistration', 'kubeletExtraArgs']
  const form = Array.isArray(extra) ? 'list' : isMapping(extra) ? 'map' : undefined
  if (!form) return fail(refuse, path, 'must be a mapping (kubeadm v1beta3) or a list of {name, value} (v1beta4)')
  const expected = version && (version === 'v1beta4' ? 'list' : 'map')
  if (expected && expected !== form) {
    const fix = expected === 'list' ? 'write a list of {name, value}' : 'write a mapping of name to value'
    return fail(
      refuse,
      path,
      `is a ${form}, but kubeadm ${version}${image ? ` (${image})` : ''} wants a ${expected}; ${fix}`,
    )
  }
  const entries: readonly (readonly [Path, unknown, unknown])[] = Array.isArray(extra)
    ? extra.map((item: unknown, i) => [
        [...path, i],
        isMapping(item) ? item['name'] : undefined,
        isMapping(item) ? item['value'] : undefined,
      ])
    : Object.entries(extra as object).map(([name, value]) => [[...path, name], name, value])
  const args: KubeletArg[] = []
  for (const [inner, name, value] of entries) {
    if (typeof name === 'string' && typeof value === 'string') {
      args.push({ name, value, refuse: (message) => refuse(inner, message) })
    } else refuse(inner, 'must have a name and a value that are strings; quote numbers')
  }
  return args
}

function fail(refuse: (inner: Path, message: string) => void, inner: Path, message: string): readonly never[] {
  refuse(inner, message)
  return []
}

function isRegistration(kind: unknown): kind is RegistrationKind {
  return kind === 'InitConfiguration' || kind === 'JoinConfiguration'
}

function pinnedVersion(apiVersion: unknown): KubeadmVersion | undefined {
  if (apiVersion === 'kubeadm.k8s.io/v1beta3') return 'v1beta3'
  return apiVersion === 'kubeadm.k8s.io/v1beta4' ? 'v1beta4' : undefined
}

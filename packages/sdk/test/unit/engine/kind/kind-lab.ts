import { onTestFinished, vi } from 'vitest'
import type { NodeContainers } from '../../../../src/engine/kind/containers.ts'
import { kindOwner, type KindLab } from '../../../../src/engine/kind/record.ts'
import { identityOf } from '../../../../src/process/process-identity.ts'
import { cluster, preset } from '../../reference-lab.ts'
import { tempFolder } from '../../temp-folder.ts'
import { idOf, kindNode, type FakeContainer } from './fake-docker.ts'

/** Gives the labs of this machine, and their locks, folders of their own until the test is over. */
export function ownFolders(): string {
  const folder = tempFolder()
  vi.stubEnv('XDG_STATE_HOME', folder)
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  return folder
}

export const lab = preset.name

/** The full names of the reference lab's nodes. */
export const nodeNames = cluster.nodes.map(({ name }) => name)

/** When the making of the reference lab began, and when kind had its nodes. */
export const startedMs = Date.parse('2026-03-02T08:04:50Z')
export const createdMs = startedMs + 20_000

/** The containers of the reference lab's nodes. */
export const nodes: readonly FakeContainer[] = nodeNames.map((name, index) =>
  kindNode(name, lab, { ipv4: `172.18.0.${index + 2}`, createdMs }),
)

/** The reference lab's record, its nodes made. */
export function kindLab(changes: Partial<KindLab> = {}): KindLab {
  const containers = Object.fromEntries(nodeNames.map((name) => [name, idOf(name)]))
  const made = { owner: kindOwner(), engineId: 'engine-1', creator: identityOf(process.pid) }
  return {
    name: lab,
    id: 'id-1',
    lifetime: 'persistent',
    kind: preset.kind,
    startedMs,
    ...made,
    containers,
    ...changes,
  }
}

/** The reference lab's node containers, as they are looked up. */
export const containers: NodeContainers = {
  network: 'kind',
  gateway: '172.18.0.1',
  gateway6: 'fc00:f853:ccd:e793::1',
  nodes: cluster.nodes.map(({ name, shortName }, index) => ({
    id: idOf(name),
    name,
    shortName,
    pid: 4711 + index,
    running: true,
    labels: {},
    image: 'kindest/node:v1.34.4',
    networks: {},
    ipv4: `172.18.0.${index + 2}`,
    ipv6: `fc00:f853:ccd:e793::${index + 2}`,
  })),
}

import { join } from 'node:path'
import { renderClabTopology, TopologyError, type ClabLink, type ClabTopology } from '@underlay/configs'
import { findExpansions } from './find-expansions.ts'
import { placeFiles } from './place-files.ts'
import { reviewBinds } from './review-binds.ts'

/** What containerlab deploys: the path of its document, and the texts of all files by their absolute path. */
export interface ClabDocument {
  readonly path: string
  readonly texts: ReadonlyMap<string, string>
}

/** Where a document is written, and what it says besides the topology. */
export interface ClabDocumentOptions {
  /** The lab's folder, absolute. */
  readonly folder: string
  /** Labels of every container; default none. */
  readonly labels?: Readonly<Record<string, string>>
}

/**
 * The path of a lab's document: `<folder>/<name>.clab.yml`.
 *
 * @example
 * ```ts
 * clabDocumentPath({ name: 'lab' }, '/tmp/lab') // '/tmp/lab/lab.clab.yml'
 * ```
 */
export function clabDocumentPath({ name }: Pick<ClabTopology, 'name'>, folder: string): string {
  return join(folder, `${name}.clab.yml`)
}

/**
 * Renders a fabric for containerlab: the topology with the MTU of each link written out, as containerlab's default of
 * 9500 bytes surprises, and beside it the files that it binds. `containerlab deploy` in the folder deploys it.
 *
 * @param files the texts that the topology binds, by their path in it.
 * @throws TopologyError for a file whose path is absolute or leaves the folder, a bound file that was not given, and what
 * containerlab would replace (`$NAME`, `{{`); with every mistake.
 * @example
 * ```ts
 * const { clab, files } = calicoIpipCrossSubnet()
 * clabDocument(clab, files, { folder: '/tmp/lab' }).path // '/tmp/lab/calico-ipip-crosssubnet.clab.yml'
 * ```
 * @see https://containerlab.dev/manual/topo-def-file/
 */
export function clabDocument(
  topology: ClabTopology,
  files: Readonly<Record<string, string>>,
  { folder, labels = {} }: ClabDocumentOptions,
): ClabDocument {
  const { name } = topology
  const taken = ['lab.json', 'kubeconfig', `${name}.clab.yml`, `${name}.clab_vars`, 'clab_templates', `clab-${name}`]
  const { texts, issues } = placeFiles(files, taken)
  const all = [...issues, ...reviewBinds(topology, new Set(texts.keys())), ...findExpansions(topology)]
  if (all.length > 0) throw new TopologyError(all)
  const path = clabDocumentPath(topology, folder)
  const placed = [...texts].map(([file, text]) => [join(folder, file), text] as const)
  return { path, texts: new Map([[path, renderClabTopology(complete(topology, labels))], ...placed]) }
}

function complete(document: ClabTopology, labels: Readonly<Record<string, string>>): ClabTopology {
  const { defaults = {}, links = [] } = document.topology
  const labelled = Object.keys(labels).length > 0
  return {
    ...document,
    topology: {
      ...document.topology,
      ...(labelled && { defaults: { ...defaults, labels: { ...defaults.labels, ...labels } } }),
      ...(links.length > 0 && { links: links.map(withMtu) }),
    },
  }
}

// https://github.com/srl-labs/containerlab/blob/main/constants/constants.go
const containerlabMtuBytes = 9500

// A macvlan has the MTU of its parent.
function withMtu(link: ClabLink): ClabLink {
  return link.type === 'macvlan' ? link : { ...link, mtu: link.mtu ?? containerlabMtuBytes }
}

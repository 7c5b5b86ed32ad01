import { dirname } from 'node:path'
import {
  describeCluster,
  parseClabTopology,
  parseKindConfig,
  parseManifests,
  TopologyError,
  type Issue,
  type LabDefinition,
} from '@underlay/configs'
import { readDocument } from '../files/read-document.ts'
import { readBoundFiles } from './read-bound-files.ts'

/** Where the documents of a lab are. */
export interface LabPaths {
  readonly kind: string
  readonly clab?: string
  readonly workload?: string
}

/**
 * Reads a lab's documents: a kind config, a containerlab topology with the files that it binds, manifests. Files outside of
 * the topology's folder are left out, and {@link bringUpLab} then asks for trust.
 *
 * @param options.trust read them, too. Default false.
 * @param options.signal ends the waiting for a document that is a pipe.
 * @throws TopologyError with every mistake of the documents, each as `file:line:col`; with every bound file that is not there.
 * @throws LabError when a document cannot be read, or a bound file is too large or no text.
 * @example
 * const lab = await readLabDocuments({ kind: 'kind.yaml', clab: 'lab.clab.yaml' })
 * await using cluster = await bringUpLab({ ...lab, calico: { ipip: 'CrossSubnet' } })
 */
export async function readLabDocuments(
  { kind, clab, workload }: LabPaths,
  { trust = false, signal }: { readonly trust?: boolean; readonly signal?: AbortSignal } = {},
): Promise<LabDefinition> {
  const [kindText, clabText, workloadText] = await Promise.all(
    [kind, clab, workload].map((path) => (path === undefined ? undefined : readDocument(path, { signal }))),
  )
  const issues: Issue[] = []
  const parsed = {
    kind: collecting(issues, () => parseKindConfig(kindText ?? '', { file: kind })),
    clab: clab === undefined ? undefined : collecting(issues, () => parseClabTopology(clabText ?? '', { file: clab })),
    workload:
      workload === undefined
        ? undefined
        : collecting(issues, () => parseManifests(workloadText ?? '', { file: workload })),
  }
  if (issues.length > 0 || parsed.kind === undefined) throw new TopologyError(issues)
  const { name } = describeCluster(parsed.kind)
  return {
    name,
    kind: parsed.kind,
    ...(parsed.clab !== undefined &&
      clab !== undefined && {
        clab: parsed.clab,
        files: await readBoundFiles(parsed.clab, dirname(clab), { outside: trust }),
      }),
    ...(parsed.workload !== undefined && { workload: parsed.workload }),
  }
}

// Whoever mends documents wants to know of all mistakes at once.
function collecting<T>(issues: Issue[], parse: () => T): T | undefined {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    issues.push(...error.issues)
    return undefined
  }
}

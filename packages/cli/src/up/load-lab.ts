import { presets, readLabDocuments, TopologyError, type LabDefinition, type Preset } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import { importLab } from './import-lab.ts'
import type { LabSource } from './lab-source.ts'

/** How a definition is read. */
export interface LoadOptions {
  /** Whether files outside of a topology's folder are read. */
  readonly trust: boolean
  /** Another name for a preset. */
  readonly name?: string
  /** Ends the waiting for a document that is a pipe. */
  readonly signal?: AbortSignal
}

/** @throws UsageError when a lab cannot have the name. */
function named(name: string, define: () => LabDefinition): LabDefinition {
  try {
    return define()
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    throw new UsageError(`a lab cannot be called '${name}'\n${error.message}`, '--name my-lab')
  }
}

/** Reads a lab's definition from where it is. */
export async function loadLab(source: LabSource, { trust, name, signal }: LoadOptions): Promise<LabDefinition> {
  switch (source.from) {
    case 'preset': {
      const preset: Preset = presets[source.name as keyof typeof presets]
      return name === undefined ? preset.define() : named(name, () => preset.define({ name }))
    }
    case 'module':
      return importLab(source.path)
    case 'documents':
      return readLabDocuments(source, { trust, ...(signal && { signal }) })
  }
}

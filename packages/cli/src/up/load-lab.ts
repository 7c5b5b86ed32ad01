import { presets, readLabDocuments, type LabDefinition, type Preset } from '@underlay/sdk'
import { importLab } from './import-lab.ts'
import type { LabSource } from './lab-source.ts'

/** How a definition is read. */
export interface LoadOptions {
  /** Whether files outside of a topology's folder are read. */
  readonly trust: boolean
  /** Another name for a preset. */
  readonly name?: string
}

/** Reads a lab's definition from where it is. */
export async function loadLab(source: LabSource, { trust, name }: LoadOptions): Promise<LabDefinition> {
  switch (source.from) {
    case 'preset': {
      const preset: Preset = presets[source.name as keyof typeof presets]
      return preset.define(name === undefined ? {} : { name })
    }
    case 'module':
      return importLab(source.path)
    case 'documents':
      return readLabDocuments(source, { trust })
  }
}

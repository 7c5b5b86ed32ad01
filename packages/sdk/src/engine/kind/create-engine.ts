import { withNodeImage, type KindConfig } from '@underlay/configs'
import type { Access, Lifecycle } from '../engine.ts'
import { createKindLab, type CreateKindLab } from './create-lab.ts'
import { kindEngine } from './kind-engine.ts'
import type { OpenOptions } from './open-lab.ts'

/** Makes a lab of the kind engine, or finds the persistent one that was made from the same config. */
export async function createKindEngine(
  config: KindConfig,
  how: CreateKindLab & OpenOptions & { readonly image?: string },
): Promise<Access & Lifecycle> {
  const image = how.image ?? process.env.UNDERLAY_NODE_IMAGE
  const lab = await createKindLab(image ? withNodeImage(config, image) : config, how)
  return kindEngine(lab, how)
}

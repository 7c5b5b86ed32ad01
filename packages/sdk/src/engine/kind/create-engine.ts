import { withNodeImage, type KindConfig } from '@underlay/configs'
import type { OnMade } from '../../lab/on-made.ts'
import type { Access, Lifecycle } from '../engine.ts'
import { destroyLab } from './destroy-lab.ts'
import { exclusively } from './exclusively.ts'
import { createKindLab, type CreateKindLab } from './create-lab.ts'
import { kindEngine } from './kind-engine.ts'
import type { OpenOptions } from './open-lab.ts'

/** Makes a lab of the kind engine, or finds the persistent one that was made from the same config. */
export async function createKindEngine(
  config: KindConfig,
  how: CreateKindLab & OpenOptions & { readonly image?: string; readonly onMade?: OnMade },
): Promise<Access & Lifecycle> {
  const image = how.image ?? process.env.UNDERLAY_NODE_IMAGE
  const { lab, reaper } = await createKindLab(image ? withNodeImage(config, image) : config, how)
  try {
    const engine = await kindEngine(lab, how)
    const keep = async (): Promise<void> => (lab.lifetime === 'persistent' ? reaper?.release() : undefined)
    if (how.onMade === undefined) await keep()
    const discard = async (): Promise<void> => {
      await engine.close()
      // The turn to change the lab is held by the change that this ends.
      await destroyLab(lab.name, how.say)
      reaper?.release()
    }
    if (reaper !== undefined) how.onMade?.({ keep, discard })
    const destroy = async (): Promise<void> => {
      await engine.destroy()
      reaper?.release()
    }
    return { ...engine, destroy }
  } catch (error) {
    // A lab that was there stays; one that could not be made whole goes, where it cannot now by its reaper.
    if (reaper !== undefined && (how.keep === 'on-failure' || (await hasGone(lab.name, how.say)))) reaper.release()
    throw error
  }
}

async function hasGone(lab: string, say: (line: string) => void): Promise<boolean> {
  return exclusively(lab, () => destroyLab(lab, say)).then(
    () => true,
    () => false,
  )
}

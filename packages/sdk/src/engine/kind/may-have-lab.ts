import { recordedLabs } from './record.ts'

/** Whether a kind lab of that name is recorded on this machine; Docker is not asked. */
export async function mayHaveLab(lab: string): Promise<boolean> {
  return (await recordedLabs()).includes(lab)
}

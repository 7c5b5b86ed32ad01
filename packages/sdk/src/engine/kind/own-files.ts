import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { removeDeployedFiles } from '../../fabric/containerlab/deployed-files.ts'
import { readPlainFile } from '../../files/read-plain-file.ts'
import { LabError } from '../../errors.ts'
import { labFolder, recordName, type KindLab } from './record.ts'

const draft = /^lab\.json\.\d+$/
// kind holds the lock while it writes.
const kubeconfigs = ['kubeconfig.lock', 'kubeconfig']

/**
 * What of a folder is a lab's where no record tells: records and their drafts, and a kubeconfig that kind wrote for it. A
 * folder may be the user's own, with files of the same beginning.
 */
export async function ownNames(lab: string, names: readonly string[]): Promise<readonly string[]> {
  const isKinds = names.includes('kubeconfig') && (await isOfKind(lab))
  return names.filter(
    (name) =>
      name === recordName || draft.test(name) || name === 'kubeconfig.lock' || (name === 'kubeconfig' && isKinds),
  )
}

/**
 * Removes what a lab has in its folder, the record last, and the folder when nothing else is in it.
 *
 * @param record what is known of the lab; absent where its file is no record.
 * @returns the names of what is not the lab's, or may not be removed; it stays.
 * @throws LabError when the record itself cannot be removed.
 */
export async function removeOwnFiles(lab: string, record?: KindLab): Promise<readonly string[]> {
  const folder = labFolder(lab)
  const names = await readdir(folder).catch(() => [])
  for (const documents of [record?.attaching, record?.fabric]) {
    if (record?.driver === 'containerlab' && documents) await removeDeployedFiles(documents, folder)
  }
  const own = [...(await ownNames(lab, names)), ...(record === undefined ? [] : kubeconfigs)]
  for (const name of own) if (name !== recordName) await rm(join(folder, name), { force: true }).catch(() => {})
  await rm(join(folder, recordName), { force: true }).catch((error: Error) => {
    throw new LabError(`${join(folder, recordName)} cannot be removed: ${error.message}`, 'look at its owner and mode')
  })
  await rmdir(folder).catch(() => {})
  return readdir(folder).catch(() => [])
}

// kind names cluster, context and user so.
async function isOfKind(lab: string): Promise<boolean> {
  const text = await readPlainFile(join(labFolder(lab), 'kubeconfig'), { links: false }).catch(() => '')
  const lines = text.toString().split('\n')
  return lines.some((line) => line.replaceAll('"', '').trim() === `current-context: kind-${lab}`)
}

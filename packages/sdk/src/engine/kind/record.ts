import { chmod, mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KindConfig } from '@underlay/configs'
import { ownerOf } from '../../docker/lab-labels.ts'
import { LabError, LabStateError, UnknownNameError } from '../../errors.ts'
import { readPlainFile } from '../../files/read-plain-file.ts'
import { isLabName } from '../../lab/lab-name.ts'
import { stateFolder } from '../../lab/state-folder.ts'
import type { FabricRecord, Lifetime } from '../../lab/state.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import type { InstalledCni } from '../engine.ts'
import { parseRecord, recordVersion } from './parse-record.ts'

/** What is kept of a kind lab between two scripts: plain data, in the lab's folder. */
export interface KindLab {
  readonly name: string
  /** Tells this lab from an earlier or a later one of its name. */
  readonly id: string
  readonly lifetime: Lifetime
  readonly kind: KindConfig
  /** When its making began, in milliseconds since the epoch. */
  readonly startedMs: number
  /** Whose lab it is: user, machine and folder of records. */
  readonly owner: string
  /** The id of the Docker Engine that has it; empty where the engine says none. */
  readonly engineId: string
  /** Which process made it. */
  readonly creator: ProcessIdentity
  /** The image of the helper, where one was asked for. */
  readonly toolsImage?: string
  /** Nothing is ever pulled or downloaded for the lab. */
  readonly offline?: boolean
  /** Ids of the node containers, by full node name; absent until kind has made them all. */
  readonly containers?: Readonly<Record<string, string>>
  /** The nodes of a cluster that kind could not bring up were asked to stay. */
  readonly kept?: boolean
  readonly fabric?: FabricRecord
  /** A fabric whose wiring has begun and not ended. */
  readonly attaching?: FabricRecord
  /** A wiring that failed was taken back: its `exec` lines may have added what is still there. */
  readonly tried?: boolean
  /** What wires the fabric, or has begun to; absent for the built-in wiring. */
  readonly driver?: 'containerlab'
  /** The bridges on the host that the lab made for containerlab; with the lab they go, and no others. */
  readonly bridges?: readonly string[]
  readonly cni?: InstalledCni
}

/** Whose the kind labs are whose records are here. */
export function kindOwner(): string {
  return ownerOf('kind', stateFolder())
}

/** The file of a lab's record in its folder; while it is written it has the writer's number behind. */
export const recordName = 'lab.json'

/**
 * The folder of a lab's record, kubeconfig and documents: `$XDG_STATE_HOME/underlay/<lab>`, by default in `~/.local/state`.
 *
 * @throws UnknownNameError for what would be another folder.
 */
export function labFolder(lab: string): string {
  if (!isLabName(lab))
    throw new UnknownNameError(`${JSON.stringify(lab)} is no name of a lab`, 'underlay ls lists those there are')
  return join(stateFolder(), lab)
}

/** The kubeconfig of a lab; the user's own is never written. */
export function kubeconfigPath(lab: string): string {
  return join(labFolder(lab), 'kubeconfig')
}

/**
 * Reads a lab's record; `undefined` when there is none.
 *
 * @throws LabStateError when the file is no record; LabError when it cannot be read, or another version wrote it.
 */
export async function readRecord(lab: string): Promise<KindLab | undefined> {
  const path = recordPath(lab)
  const text = await readPlainFile(path, { links: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    const why = error.code === 'ELOOP' ? 'it is a link' : error.message
    throw new LabError(`${path} cannot be read: ${why}`, 'look at what it is, at its owner and mode')
  })
  if (text === undefined) return undefined
  const record = parseRecord(text.toString(), lab)
  if (record === undefined) {
    throw new LabStateError(
      `${path} is no record of a lab`,
      `kind delete cluster --name ${lab}, and underlay down ${lab}, or destroyCluster('${lab}'), which removes the rest and the file`,
    )
  }
  if ('name' in record) return record
  throw new LabError(
    `the lab ${lab} was made by another version of Underlay: its record has version ${record.version}, and this one reads ${recordVersion}`,
    `end it with the version that made it, or: kind delete cluster --name ${lab} && rm -r ${labFolder(lab)}`,
  )
}

/** Writes a lab's record; a reader sees the old one or the new one. */
export async function saveRecord(record: KindLab): Promise<void> {
  await mkdir(labFolder(record.name), { recursive: true, mode: 0o700 })
  // It may have been there, and open to others.
  for (const folder of [stateFolder(), labFolder(record.name)]) await chmod(folder, 0o700)
  const path = recordPath(record.name)
  await writeFile(
    `${path}.${process.pid}`,
    `${JSON.stringify({ version: recordVersion, ...record }, undefined, 2)}\n`,
    { mode: 0o600 },
  )
  await rename(`${path}.${process.pid}`, path)
}

/** The names of all labs that have a record; what else is beside them, a `.DS_Store` for one, is none. */
export async function recordedLabs(): Promise<string[]> {
  const names = await readdir(stateFolder()).catch(() => [])
  return names.filter(isLabName)
}

function recordPath(lab: string): string {
  return join(labFolder(lab), recordName)
}

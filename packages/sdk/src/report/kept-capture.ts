import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readCapture, type CaptureFile } from '@underlay/packet'
import { readHead, startIn } from '../capture/capture-head.ts'
import { captureFile, captureFolder } from '../capture/keep-capture.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { LabError } from '../errors.ts'
import { readPlainFile } from '../files/read-plain-file.ts'

/** A capture's file, before it is read. */
export interface KeptFile {
  /** Its name without its ending. */
  readonly name: string
  readonly path: string
  readonly sizeBytes: number
  /** When the capture began, ISO 8601; undefined where the file does not say so. */
  readonly startedAt: string | undefined
}

/** A capture's file that was read. */
export interface KeptCapture extends KeptFile {
  readonly pcapng: Uint8Array
  readonly content: CaptureFile
}

type Lab = Pick<Cluster, 'name'>

const ending = '.pcapng'

/** The name of a capture by its file. */
export function nameOf(path: string): string {
  return basename(path, ending)
}

/** All captures that a lab's folder has. */
export async function keptFiles(lab: Lab): Promise<readonly KeptFile[]> {
  const files = await readdir(captureFolder(lab)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return files.filter((file) => file.endsWith(ending)).map((file) => describeFile(join(captureFolder(lab), file)))
}

/**
 * A capture of a lab by its name.
 *
 * @throws LabError when there is none of that name.
 */
export function keptFile(lab: Lab, name: string): KeptFile {
  return describeFile(captureFile(lab, name))
}

function describeFile(path: string): KeptFile {
  const descriptor = open(path)
  try {
    return { name: nameOf(path), path, sizeBytes: fstatSync(descriptor).size, startedAt: startOf(descriptor) }
  } finally {
    closeSync(descriptor)
  }
}

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const fix = `look for its name in ${dirname(path)}`
    throw new LabError(`there is no capture named ${nameOf(path)}`, fix, { cause: error })
  }
}

function startOf(descriptor: number): string | undefined {
  try {
    return startIn(readHead(descriptor).comments)
  } catch {
    // Somebody else's file.
    return undefined
  }
}

/** Reads a capture's file; why it cannot be read, where it is none. */
export async function readKept(
  file: KeptFile,
): Promise<KeptCapture | { readonly file: KeptFile; readonly reason: string }> {
  try {
    const pcapng = new Uint8Array(await readPlainFile(file.path))
    return { ...file, pcapng, content: readCapture(pcapng) }
  } catch (error) {
    return { file, reason: error instanceof Error ? error.message : String(error) }
  }
}

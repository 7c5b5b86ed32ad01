import { open } from 'node:fs/promises'
import { LabError } from '../errors.ts'

// More than any parser takes, whatever the text's characters are.
const mostBytes = 4 * 1024 * 1024

/**
 * Reads a document that was named, at most 4 MiB of it: what is larger no parser takes.
 *
 * @throws LabError when it cannot be read.
 */
export async function readDocument(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const chunks: Buffer[] = []
    for await (const chunk of file.createReadStream({ end: mostBytes, autoClose: false })) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new LabError(`${path} cannot be read: ${why}`, 'look at the path, and at who may read it')
  }
}

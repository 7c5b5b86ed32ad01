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
    throw new LabError(`${path} cannot be read: ${whyNot(error)}`, 'look at the path, and at who may read it')
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not',
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}

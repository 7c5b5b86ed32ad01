import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'
import { readFreeBytes } from '../../kind/read-facts.ts'
import type { Judgement } from '../finding.ts'
import type { Probe } from '../site.ts'

const mib = 1024 ** 2

// A local lab's root and a microVM's initramfs have 55 MB each, and are made anew when what they are made of changes.
const [needed, advised] = [100 * mib, 512 * mib]

/** Looks whether the cache can be written, and has room. */
export const cacheProbe: Probe = {
  name: 'cache',
  look: async () => {
    const folder = cacheFolder()
    const refused = await writeInto(folder).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    )
    return judgeCache(folder, refused ?? (await readFreeBytes(folder)))
  },
}

// A folder that is there is made again without the right to write into it, and without room.
async function writeInto(folder: string): Promise<undefined> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `doctor.${process.pid}`)
  try {
    await writeFile(path, Buffer.alloc(4096))
  } finally {
    await rm(path, { force: true })
  }
}

/** @param found what is free in bytes, or why the folder cannot be written. */
export function judgeCache(folder: string, found: number | string | undefined): Judgement {
  const fix = 'XDG_CACHE_HOME=<a folder that is yours to write, with 500 MB free>'
  const stops = ['local', 'microvm'] as const
  if (typeof found === 'string')
    return { status: 'problem', detail: `the cache cannot be written: ${found}`, fix, stops }
  if (found === undefined) return { status: 'skipped', detail: `what is free at ${folder} is not known` }
  const free = `${Math.round(found / mib)} MiB are free at ${folder}`
  if (found >= advised) return { status: 'ok', detail: free }
  if (found >= needed) return { status: 'warning', detail: `${free}, which is soon too little`, fix }
  return { status: 'problem', detail: `${free}: a lab's root and the microVM's need about 55 MB each`, fix, stops }
}

import type { RootEntry } from '../guest-root/entry.ts'

/**
 * Packs entries as an uncompressed cpio archive in the "newc" form, which Linux unpacks as its initramfs.
 *
 * @see https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
 */
export function packCpio(entries: readonly RootEntry[]): Buffer {
  const parts: Buffer[] = []
  const all = [...entries, { path: '/TRAILER!!!', content: new Uint8Array(0), executable: false } as const]
  for (const [index, entry] of all.entries()) {
    const content = contentOf(entry)
    const name = Buffer.from(`${entry.path.slice(1)}\0`)
    parts.push(padded(Buffer.concat([header(index + 1, modeOf(entry), content.length, name.length), name])))
    parts.push(padded(content))
  }
  return Buffer.concat(parts)
}

function header(inode: number, mode: number, size: number, nameSize: number): Buffer {
  const fields = [inode, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, nameSize, 0]
  return Buffer.from(`070701${fields.map((value) => value.toString(16).padStart(8, '0')).join('')}`)
}

function contentOf(entry: RootEntry): Buffer {
  if ('link' in entry) return Buffer.from(entry.link)
  if ('content' in entry) return Buffer.from(entry.content.buffer, entry.content.byteOffset, entry.content.byteLength)
  return Buffer.alloc(0)
}

function modeOf(entry: RootEntry): number {
  if ('link' in entry) return 0o120777
  if ('content' in entry) return entry.executable ? 0o100755 : 0o100644
  return 0o040755
}

function padded(bytes: Buffer): Buffer {
  const missing = (4 - (bytes.length % 4)) % 4
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)])
}

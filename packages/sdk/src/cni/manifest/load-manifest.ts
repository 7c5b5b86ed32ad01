import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseManifests, type KubernetesObject } from '@underlay/configs'
import { cacheFolder } from '../../cache/cache-folder.ts'
import { LabError } from '../../errors.ts'
import { readDocument } from '../../files/read-document.ts'
import { publishedManifests, type PublishedManifest } from './known-manifests.ts'

/** Which manifest to take. */
export interface ManifestChoice {
  /** `v3.32.1`, or `3.32.1`; default the newest that is known. */
  readonly version?: string
  /** In place of a version: a URL, a path, or the YAML itself. */
  readonly manifest?: string
  /** Never download; a version must be in the cache then. */
  readonly offline?: boolean
  /** How long a download may take; default, and at most, 60000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

const downloadTimeoutMs = 60_000

/**
 * Loads the manifest of a CNI: by version from where it is published (kept in the cache, its SHA-256 checked where the
 * version is known), by URL, from a file, or as given.
 *
 * @throws LabError when it cannot be had, or is not what was published; with the fix.
 * @throws TopologyError when it is no list of Kubernetes objects; with file, line and column.
 */
export async function loadManifest(
  cni: keyof typeof publishedManifests,
  { version, manifest, offline = false, timeoutMs = downloadTimeoutMs, signal }: ManifestChoice,
): Promise<readonly KubernetesObject[]> {
  const fetchText = (url: string): Promise<string> => download(url, Math.min(timeoutMs, downloadTimeoutMs), signal)
  if (manifest === undefined) return loadVersion(cni, version, offline ? undefined : fetchText)
  if (/\n/.test(manifest)) return parseManifests(manifest, { file: `${cni} manifest` })
  if (!/^https?:\/\//.test(manifest)) return parseManifests(await readLocal(manifest, signal), { file: manifest })
  if (offline)
    throw new LabError(`${manifest} is not downloaded: offline`, 'download it, and give its path as manifest')
  return parseManifests(await fetchText(manifest), { file: manifest })
}

async function loadVersion(
  cni: keyof typeof publishedManifests,
  wanted: string | undefined,
  fetchText: ((url: string) => Promise<string>) | undefined,
): Promise<readonly KubernetesObject[]> {
  const { url, known }: PublishedManifest = publishedManifests[cni]
  const version = wanted === undefined ? (Object.keys(known)[0] ?? '') : `v${wanted.replace(/^v/, '')}`
  if (!/^v\d+\.\d+\.\d+[\w.-]*$/.test(version)) {
    throw new LabError(`${JSON.stringify(wanted)} is no version of ${cni}`, `as in ${Object.keys(known)[0]}`)
  }
  const path = join(cacheFolder(), 'manifests', `${cni}-${version}.yaml`)
  const cached = await readFile(path, 'utf8').catch(() => undefined)
  if (cached !== undefined && isPublished(cached, known[version])) return parseManifests(cached, { file: path })
  const address = url(version)
  if (fetchText === undefined) {
    throw new LabError(`${address} is not downloaded: offline`, `download it to ${path}, or give its path as manifest`)
  }
  const text = await fetchText(address)
  if (!isPublished(text, known[version])) {
    throw new LabError(
      `${address} is not what ${cni} published as ${version}: its SHA-256 is another`,
      'look at it, and give its path as manifest if it is to be trusted',
    )
  }
  // Before it is kept: what a proxy answered in its place would be read again each time.
  const objects = parseManifests(text, { file: address })
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(`${path}.${process.pid}`, text)
  await rename(`${path}.${process.pid}`, path)
  return objects
}

function isPublished(text: string, sha256: string | undefined): boolean {
  return sha256 === undefined || createHash('sha256').update(text).digest('hex') === sha256
}

async function readLocal(path: string, signal: AbortSignal | undefined): Promise<string> {
  return readDocument(path, { signal }).catch((error: Error) => {
    if (!(error instanceof LabError)) throw error
    throw new LabError(`the manifest ${error.message.split('\n')[0]}`, 'a path, a URL, or YAML')
  })
}

async function download(url: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<string> {
  const late = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(url, { signal: signal === undefined ? late : AbortSignal.any([late, signal]) })
    if (answer.ok) return await answer.text()
    throw new Error(`${answer.status} ${answer.statusText}`)
  } catch (error) {
    signal?.throwIfAborted()
    const { message, cause } = error as Error
    const why = cause instanceof Error ? cause.message : message
    throw new LabError(`${url} cannot be downloaded: ${why}`, 'download it elsewhere, and give its path as manifest', {
      cause: error,
    })
  }
}

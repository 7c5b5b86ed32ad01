/**
 * The part of a package.json that the build reads.
 */
export interface PackageManifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  /** The modules that do something when they are imported, for bundlers; `false` for none. */
  readonly sideEffects?: boolean | readonly string[]
  readonly [field: string]: unknown
}

/** What a published package has no use for, and what is written anew. */
const workspaceFields = new Set(['private', 'scripts', 'devDependencies', 'exports', 'bin', 'sideEffects'])

/** What the tests run on. */
const engines = { node: '>=24' }

/**
 * The package.json that a package is published with: its exports and commands point at the compiled files, what only the
 * workspace needs is gone, and the engine is named.
 *
 * @param manifest - the package.json of the workspace, whose paths are below `./src`
 * @returns a new object; other fields are taken over as they are
 * @throws {Error} when `exports`, `bin` or `sideEffects` names a file that the build does not bring into `dist/`
 * @see https://nodejs.org/api/packages.html#exports
 * @example
 * ```ts
 * publishedManifest({ name: 'a', exports: { '.': './src/index.ts' } }).exports
 * // { '.': { types: './src/index.d.ts', default: './src/index.js' } }
 * ```
 */
export function publishedManifest(manifest: PackageManifest): Readonly<Record<string, unknown>> {
  const kept = Object.entries(manifest).filter(([field]) => !workspaceFields.has(field))
  const { name, bin, sideEffects } = manifest
  const compiled = (path: string): string => compiledPath(name, path, '.js')
  return {
    ...Object.fromEntries(kept),
    ...(sideEffects !== undefined && {
      sideEffects: typeof sideEffects === 'boolean' ? sideEffects : sideEffects.map(compiled),
    }),
    exports: mapValues(manifest.exports, (path) => publishedExport(name, path)),
    ...(bin && { bin: mapValues(bin, compiled) }),
    engines,
  }
}

function publishedExport(name: string, path: string): string | Readonly<Record<'types' | 'default', string>> {
  if (path.endsWith('.json')) return path
  return { types: compiledPath(name, path, '.d.ts'), default: compiledPath(name, path, '.js') }
}

function compiledPath(name: string, path: string, extension: string): string {
  const stem = /^(\.\/src\/.*)\.ts$/.exec(path)?.[1]
  if (stem === undefined) throw new Error(`package.json of ${name}: ${path} is no TypeScript file below ./src`)
  return `${stem}${extension}`
}

function mapValues<V>(
  record: Readonly<Record<string, string>>,
  change: (value: string) => V,
): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}

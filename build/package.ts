import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { publishedManifest } from './manifest.ts'

const repository = resolve(import.meta.dirname, '..')

/**
 * Compiles a package into a folder that is published as it is: ESM with declarations, the other files of the package that
 * the code reads, the licence, and a package.json whose exports point at the compiled files.
 *
 * @param folder - the package, an absolute path
 * @param out - where to build, an absolute path, emptied first; default: `dist` in the package
 * @returns the path of the built folder
 * @throws {Error} when TypeScript finds a mistake, which it has then printed
 * @example
 * ```ts
 * buildPackage('/work/underlay/packages/packet') // '/work/underlay/packages/packet/dist'
 * ```
 */
export function buildPackage(folder: string, out: string = join(folder, 'dist')): string {
  rmSync(out, { recursive: true, force: true })
  const tsc = join(repository, 'node_modules/.bin/tsc')
  const { status } = spawnSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', out], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${folder}: tsc ended with exit code ${status}`)
  for (const file of assets(folder)) {
    mkdirSync(dirname(join(out, file)), { recursive: true })
    copyFileSync(join(folder, file), join(out, file))
  }
  const manifest = publishedManifest(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  cpSync(join(repository, 'LICENSE'), join(out, 'LICENSE'))
  if (existsSync(join(folder, 'README.md'))) cpSync(join(folder, 'README.md'), join(out, 'README.md'))
  return out
}

function assets(folder: string): readonly string[] {
  // A package's folder keeps its shape below dist, so that a path relative to a source file holds for the compiled one.
  const data = globSync('*.json', { cwd: folder }).filter((name) => !/^(package|tsconfig.*)\.json$/.test(name))
  const entries = globSync('src/**/*', { cwd: folder, withFileTypes: true })
  const others = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
  return [...data, ...others.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))]
}

if (import.meta.main) {
  try {
    buildPackage(process.cwd())
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

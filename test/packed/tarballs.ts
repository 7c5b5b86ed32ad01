import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '../..')
const bin = join(repository, 'node_modules/.bin')

/** The tarballs of our packages, by name. */
export type Tarballs = ReadonlyMap<string, string>

/**
 * What a program wrote on stdout.
 *
 * @throws {Error} with all that it wrote, when it did not end well
 */
export async function run(folder: string, program: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', TURBO_TELEMETRY_DISABLED: '1', PATH: `${bin}:${process.env['PATH']}` }
  const options = { cwd: folder, env, encoding: 'utf8' } as const
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`))
    })
  })
}

/**
 * Builds all packages and packs each as it would be published.
 *
 * @param folder - where the tarballs go
 */
export async function packAll(folder: string): Promise<Tarballs> {
  await run(repository, 'turbo', 'run', 'build', '--filter=./packages/*')
  const list = await run(repository, 'npm', 'query', '.workspace')
  const ours = (JSON.parse(list) as { name: string; location: string }[]).filter(({ location }) =>
    location.startsWith('packages/'),
  )
  const dists = ours.map(({ location }) => `./${location}/dist`)
  const packed = await run(repository, 'npm', 'pack', '--json', '--pack-destination', folder, ...dists)
  const files = JSON.parse(packed) as { name: string; filename: string }[]
  return new Map(files.map(({ name, filename }) => [name, join(folder, filename)]))
}

/**
 * Installs what a folder's package.json asks for, without a registry: our packages from their tarballs, those of others
 * as links, and nothing that is not declared.
 */
export async function install(folder: string, tarballs: Tarballs): Promise<void> {
  const wanted = declared(folder)
  for (const name of wanted) {
    const place = join(folder, 'node_modules', name)
    const tarball = tarballs.get(name)
    mkdirSync(tarball === undefined ? dirname(place) : place, { recursive: true })
    if (tarball === undefined) {
      symlinkSync(join(repository, 'node_modules', name), place)
      continue
    }
    await run(place, 'tar', 'xzf', tarball, '--strip-components=1')
    for (const more of declared(place)) wanted.add(more)
  }
}

function declared(folder: string): Set<string> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<
    Record<'dependencies' | 'devDependencies', object | undefined>
  >
  return new Set(Object.keys({ ...dependencies, ...devDependencies }))
}

import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

// Runs the tests on real clusters: with the Docker Engine, kind and images of the environment. What `shared/real/up`
// prints (see .ci/run) names images for where no registry is reached.

const repository = resolve(import.meta.dirname, '..')
const bin = join(repository, 'node_modules/.bin')
const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` }

for (const tool of ['docker', 'kind']) {
  const { error, status, stderr } = spawnSync(tool, ['version'], { env, encoding: 'utf8' })
  if (error === undefined && status === 0) continue
  process.stderr.write(`the real tier needs ${tool}: ${error?.message ?? stderr.trim()}\n`)
  process.stderr.write('  fix: install Docker and kind, or eval what ../shared/real/up prints\n')
  process.stdout.write('0 passed, 1 failed\n')
  process.exit(1)
}
const args = ['run', '--config', join(repository, 'vitest.real.config.ts'), ...process.argv.slice(2)]
process.exitCode = spawnSync(join(bin, 'vitest'), args, { cwd: repository, env, stdio: 'inherit' }).status ?? 130

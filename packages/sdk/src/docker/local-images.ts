import { CommandError, EngineError } from '../errors.ts'
import { docker, tryDocker, type DockerOptions } from './docker.ts'
import { imageReference } from './image-reference.ts'

/**
 * Whether the Docker Engine has an image.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws CommandError when Docker refuses otherwise, as for a name that is none.
 * @example
 * ```ts
 * await imageExists('nginx') // false
 * ```
 */
export async function imageExists(image: string, options: DockerOptions = {}): Promise<boolean> {
  const args = ['image', 'inspect', '--format', '{{.Id}}', '--', image]
  const result = await tryDocker(args, options)
  if (result.exitCode === 0) return true
  if (/no such image/i.test(result.stderr)) return false
  throw new CommandError({ where: 'host', argv: ['docker', ...args], ...result })
}

/**
 * The full names of the images that the Docker Engine has, by tag and by digest.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @example
 * ```ts
 * (await localImages()).has('docker.io/library/nginx:latest') // true
 * ```
 */
export async function localImages(options: DockerOptions = {}): Promise<ReadonlySet<string>> {
  const format = '{{.Repository}}:{{.Tag}} {{.Repository}}@{{.Digest}}'
  const lines = await docker(['image', 'ls', '--digests', '--format', format], options)
  const names = lines.split(/\s+/).filter((name) => name !== '' && !name.includes('<none>'))
  return new Set(names.map(imageReference))
}

/**
 * Pulls an image from its registry; `onLine` is told what Docker says.
 *
 * @throws EngineError when it cannot be pulled, with what Docker said, or the Docker Engine cannot be reached.
 * @throws LabTimeoutError when it takes longer than `timeoutMs`, default 600000.
 * @example
 * ```ts
 * await pullImage('nginx', (line) => console.error(line))
 * ```
 */
export async function pullImage(
  image: string,
  onLine?: (line: string) => void,
  options: DockerOptions = {},
): Promise<void> {
  const how = { timeoutMs: 600_000, ...options, ...(onLine && { onLine }) }
  const { exitCode, stderr } = await tryDocker(['pull', '--', image], how)
  if (exitCode === 0) return
  const fix = /denied|unauthorized|not found|manifest unknown|does not exist/i.test(stderr)
    ? 'correct its name, or docker login'
    : `docker pull ${image} on a machine with network, then docker save, and docker load here`
  throw new EngineError(`the image ${image} cannot be pulled: ${stderr.trim()}`, fix)
}

import { docker, type DockerOptions } from '../docker/docker.ts'

/**
 * Lists the images that kind nodes have, by the full names that containerd gives them, all nodes at once.
 *
 * @throws CommandError when a node does not run; EngineError when the Docker Engine cannot be reached.
 * @example
 * ```ts
 * await nodeImages(['lab-worker']) // { 'lab-worker': ['registry.k8s.io/pause:3.10.1', …] }
 * ```
 */
export async function nodeImages(
  nodes: readonly string[],
  options: DockerOptions = {},
): Promise<Readonly<Record<string, readonly string[]>>> {
  const listed = nodes.map(async (node) => {
    const names = await docker(['exec', '--', node, 'ctr', '--namespace=k8s.io', 'images', 'ls', '--quiet'], options)
    // containerd lists each image by its configuration's digest too.
    return [node, names.split('\n').filter((name) => name !== '' && !name.startsWith('sha256:'))] as const
  })
  return Object.fromEntries(await Promise.all(listed))
}

/**
 * The full name of an image, as containerd and Kubernetes have it: registry, repository, tag or digest.
 *
 * With a digest the tag is left out, as it decides nothing then.
 *
 * @example
 * ```ts
 * imageReference('nginx') // 'docker.io/library/nginx:latest'
 * imageReference('calico/node:v3.32.1') // 'docker.io/calico/node:v3.32.1'
 * ```
 * @see https://github.com/distribution/reference/blob/main/normalize.go
 */
export function imageReference(image: string): string {
  const [name = '', digest] = image.split('@')
  const slash = name.indexOf('/')
  const first = slash === -1 ? '' : name.slice(0, slash)
  const hasRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()
  const registry = hasRegistry ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io'
  const path = hasRegistry ? name.slice(slash + 1) : name
  const colon = path.lastIndexOf(':')
  const tag = colon > path.lastIndexOf('/') ? path.slice(colon + 1) : ''
  const repository = tag === '' ? path : path.slice(0, colon)
  const official = registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository
  const version = digest === undefined ? `:${tag || 'latest'}` : `@${digest}`
  return `${registry}/${official}${version}`
}

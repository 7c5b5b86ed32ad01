/** An image's name in its parts, the registry and `library/` filled in as Docker does. */
export interface ImageName {
  readonly registry: string
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

const LONGEST = 512
const REFERENCE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]{32,128})?$/

/**
 * Takes an image's name apart: `nginx` is `docker.io/library/nginx`. Never throws; what is no image name is a repository by its whole text.
 *
 * @see https://github.com/distribution/reference/blob/main/normalize.go
 */
export function parseImageName(image: string): ImageName {
  const [name = '', digest] = image.split('@')
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(0, slash))
  const hasRegistry = /[.:]/.test(first) || first === 'localhost'
  const registry = hasRegistry && first !== 'index.docker.io' ? first : 'docker.io'
  const rest = hasRegistry ? name.slice(slash + 1) : name
  const [path = '', tag] = rest.split(':')
  return {
    registry,
    repository: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path,
    tag,
    digest,
  }
}

/** An image's name written out in full: equal for two names that mean the same image. */
export function fullImageName(image: string): string {
  const name = parseImageName(image)
  return `${name.registry}/${name.repository}${imageSuffix(name)}`
}

/** What is wrong with an image's name, or undefined. */
export function imageNameFault(image: string): string | undefined {
  if (image.length <= LONGEST && REFERENCE.test(image)) return undefined
  return `'${image.slice(0, 80)}' is not an image name such as docker.io/library/nginx:1.27`
}

/** A tag and a digest as they stand behind an image's repository, or nothing. */
export function imageSuffix({ tag, digest }: Pick<ImageName, 'tag' | 'digest'>): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

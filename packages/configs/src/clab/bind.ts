/** Where a bind puts which file; a relative `source` is one that lies beside the topology. */
export interface Bind {
  readonly source: string
  readonly target: string
}

/** Cuts a bind `source:target[:options]`; a single path is a volume of the container's own. */
export function readBind(bind: string): Bind {
  const [source = '', target = ''] = bind.split(':')
  return { source: normalisePath(source), target: normalisePath(target) }
}

/** The given texts that binds bring, by their absolute path in the node; a bound folder brings every file below it. */
export function boundFiles(
  binds: readonly { readonly value: string }[],
  given: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const bound = binds.flatMap(({ value }) => {
    const { source, target } = readBind(value)
    if (target === '') return []
    const inside = [...given].filter(([path]) => path === source || path.startsWith(`${source}/`))
    return inside.map(([path, text]) => [`${target}${path.slice(source.length)}`, text] as const)
  })
  return Object.fromEntries(bound)
}

/** Whether a bind puts a VyOS configuration in its place. */
export function isConfigBoot(bind: string): boolean {
  const { target } = readBind(bind)
  return target === '/opt/vyatta/etc/config/config.boot' || target === '/config/config.boot'
}

/** Whether a bind puts something where FRR looks for its configuration. */
export function isFrrFile(bind: string): boolean {
  const { target } = readBind(bind)
  return target === '/etc/frr' || target.startsWith('/etc/frr/')
}

/** A path as it is compared: without `./`, doubled and final slashes. */
export function normalisePath(path: string): string {
  return path
    .split('/')
    .filter((part, index) => part !== '.' && (part !== '' || index === 0))
    .join('/')
}

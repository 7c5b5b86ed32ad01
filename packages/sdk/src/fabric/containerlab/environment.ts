/**
 * The environment of every run of containerlab: no look for a newer version, and none of the caller's `CLAB_*`
 * variables, each of which is a flag that would change what the document says; `undefined` takes a variable away.
 *
 * @example
 * ```ts
 * clabEnvironment({ CLAB_TOPO: 'other.clab.yml', HOME: '/root' })
 * // { CLAB_TOPO: undefined, CLAB_VERSION_CHECK: 'disable' }
 * ```
 * @see https://containerlab.dev/cmd/deploy/#environment-variables
 */
export function clabEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  const theirs = Object.keys(environment).filter((name) => name.startsWith('CLAB_'))
  return { ...Object.fromEntries(theirs.map((name) => [name, undefined])), CLAB_VERSION_CHECK: 'disable' }
}

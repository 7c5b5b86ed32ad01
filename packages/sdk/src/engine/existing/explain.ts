import { LabError } from '../../errors.ts'
import { findRight, type DeniedRight } from './rights.ts'

/** How the user reached the cluster, for the lines to paste. */
export interface ReachedBy {
  readonly kubeconfig: string
  readonly context: string
}

/**
 * What was thrown, with the fix for a cluster that others run: a user without a right, an API server out of reach.
 * Anything else stays as it is.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function explain(error: unknown, { kubeconfig, context }: ReachedBy): unknown {
  if (!(error instanceof LabError)) return error
  const [message = ''] = error.message.split('\n  fix: ')
  const denied =
    /User "([^"]+)" cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/.exec(
      message,
    )
  if (denied !== null) {
    const [, user = '', verb = '', resource = '', group = '', namespace] = denied
    const right = { verb, resource, group, ...(namespace !== undefined && { namespace }) }
    return new LabError(message, grant(right, user, { kubeconfig, context }), { cause: error })
  }
  if (message.includes('did not answer')) {
    const argv = ['kubectl', '--kubeconfig', quote(kubeconfig), '--context', quote(context), 'cluster-info']
    return new LabError(message, `see that it runs and can be reached from here: ${argv.join(' ')}`, { cause: error })
  }
  return error
}

/** Calls a function, and explains what it throws. */
export async function explained<T>(by: ReachedBy, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw explain(error, by)
  }
}

function grant(denied: DeniedRight, user: string, { kubeconfig, context }: ReachedBy): string {
  const { verb, resource, group } = denied
  const known = findRight(denied)
  const { names = [] } = known ?? {}
  const namespace = known === undefined ? denied.namespace : known.namespace
  const name = quote(`underlay-${verb}-${resource.replaceAll('/', '-')}`)
  // kubectl names a subresource after its group: pods/exec, deployments.apps/scale.
  const [kind = '', ...sub] = resource.split('/')
  const full = quote([group === '' ? kind : `${kind}.${group}`, ...sub].join('/'))
  const only = names.map((each) => ` --resource-name=${quote(each)}`).join('')
  const [, account] = /^system:serviceaccount:(.+:.+)$/.exec(user) ?? []
  const subject = account === undefined ? `--user=${quote(user)}` : `--serviceaccount=${quote(account)}`
  const [role, place] = namespace === undefined ? ['clusterrole', ''] : ['role', ` -n ${quote(namespace)}`]
  const reached = `--kubeconfig ${quote(kubeconfig)} --context ${quote(context)}`
  return (
    `who administers the cluster grants it: kubectl create ${role} ${name}${place} --verb=${verb} --resource=${full}${only} && ` +
    `kubectl create ${role}binding ${name}${place} --${role}=${name} ${subject}` +
    (known === undefined ? '' : `; it is for: ${known.why}; all rights at once: underlay verify ${reached} --dry-run`)
  )
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

import { LabError } from '../../errors.ts'

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
  const denied = /User "([^"]+)" cannot (\w+) resource "([^"]+)" in API group "([^"]*)"/.exec(message)
  if (denied !== null) {
    const [, user = '', verb = '', resource = '', group = ''] = denied
    return new LabError(message, grant({ user, verb, resource, group }), { cause: error })
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

interface Right {
  readonly user: string
  readonly verb: string
  readonly resource: string
  readonly group: string
}

function grant({ user, verb, resource, group }: Right): string {
  const name = `underlay-${verb}-${resource.replaceAll('/', '-')}`
  // kubectl names a subresource after its group: pods/exec, deployments.apps/scale.
  const [kind = '', ...sub] = resource.split('/')
  const full = [group === '' ? kind : `${kind}.${group}`, ...sub].join('/')
  const [, account] = /^system:serviceaccount:(.+:.+)$/.exec(user) ?? []
  const subject = account === undefined ? `--user=${quote(user)}` : `--serviceaccount=${quote(account)}`
  return (
    `who administers the cluster grants it: kubectl create clusterrole ${name} --verb=${verb} --resource=${full} && ` +
    `kubectl create clusterrolebinding ${name} --clusterrole=${name} ${subject}`
  )
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

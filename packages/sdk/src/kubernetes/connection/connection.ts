import type { KubeConfig } from '@kubernetes/client-node'
import type { Resource } from '../object/discovery.ts'
import { loadKubeconfig } from './load-kubeconfig.ts'
import { secretsOf } from './secrets.ts'

/** What every call needs: whom to ask, with which credentials, and what is known of the cluster's kinds. */
export interface Connection {
  readonly server: string
  /** The server's scheme, host and port: its URL may have a password or a token in it. */
  readonly place: string
  /** What no error may repeat. */
  readonly secrets: Set<string>
  readonly context: string
  readonly defaultNamespace: string
  readonly kubeconfig: KubeConfig
  /** By apiVersion; undefined where the cluster has none such. */
  readonly resources: Map<string, Promise<readonly Resource[] | undefined>>
}

/** Reads the kubeconfig; nothing is sent. */
export async function connect(file: string, context?: string): Promise<Connection> {
  const kubeconfig = await loadKubeconfig(file, context)
  const chosen = kubeconfig.getCurrentContext()
  const cluster = kubeconfig.getCurrentCluster()
  const server = cluster?.server ?? ''
  return {
    server,
    place: new URL(server).origin,
    secrets: secretsOf(kubeconfig.getCurrentUser(), cluster),
    context: chosen,
    defaultNamespace: kubeconfig.getContextObject(chosen)?.namespace ?? 'default',
    kubeconfig,
    resources: new Map(),
  }
}

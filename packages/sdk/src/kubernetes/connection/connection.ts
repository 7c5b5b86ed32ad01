import type { KubeConfig } from '@kubernetes/client-node'
import type { Resource } from '../object/discovery.ts'
import { loadKubeconfig } from './load-kubeconfig.ts'

/** What every call needs: whom to ask, with which credentials, and what is known of the cluster's kinds. */
export interface Connection {
  readonly server: string
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
  return {
    server: kubeconfig.getCurrentCluster()?.server ?? '',
    context: chosen,
    defaultNamespace: kubeconfig.getContextObject(chosen)?.namespace ?? 'default',
    kubeconfig,
    resources: new Map(),
  }
}

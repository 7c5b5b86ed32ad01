import type { KubeConfig } from '@kubernetes/client-node'
import { dirname } from 'node:path'
import { suggest } from '@underlay/configs'
import { LabError, UnknownNameError } from '../../errors.ts'
import { readDocument } from '../../files/read-document.ts'

/**
 * Reads a kubeconfig file and chooses a context of it, by default its `current-context`.
 *
 * @throws LabError when the file can not be read, is no kubeconfig, or has no cluster for the context.
 * @throws UnknownNameError when the context does not exist.
 */
export async function loadKubeconfig(file: string, context?: string): Promise<KubeConfig> {
  // It takes half a second to load: only who opens a cluster waits for it.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  const text = await readDocument(file)
  try {
    config.loadFromString(text)
    config.makePathsAbsolute(dirname(file))
  } catch (error) {
    // Without the cause: the YAML reader quotes the lines around a mistake, tokens among them.
    throw new LabError(`${file} is no usable kubeconfig: ${firstLine(error)}`, 'give the path of a kubeconfig file')
  }
  const names = config.contexts.map(({ name }) => name)
  if (names.length === 0)
    throw new LabError(`${file} is no usable kubeconfig: it has no contexts`, 'give the path of another')
  const wanted = context ?? config.currentContext
  if (!wanted) throw new LabError(`${file} has no current-context`, `name one: ${names.join(', ')}`)
  if (!names.includes(wanted)) {
    const nearest = suggest(wanted, names)
    const fix = nearest === undefined ? `use one of ${names.join(', ')}` : `use ${nearest}`
    throw new UnknownNameError(`${file} has no context ${wanted}`, fix)
  }
  config.setCurrentContext(wanted)
  const server = config.getCurrentCluster()?.server
  if (server === undefined || !/^https?:\/\//i.test(server) || !URL.canParse(server)) {
    throw new LabError(`${file}: the cluster of context ${wanted} has no usable server URL`, 'add it under clusters')
  }
  return config
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line
}

import { describeCluster } from '@underlay/configs'
import { inspectContainers, type Container, type ContainerNetwork } from '../../docker/inspect-containers.ts'
import { LabStateError } from '../../errors.ts'
import type { KindLab } from './record.ts'

/** The containers of a lab's nodes, in the order of the model, and the Docker network that they are in. */
export interface NodeContainers {
  readonly nodes: readonly (Container & { readonly shortName: string; readonly ipv4: string; readonly ipv6: string })[]
  readonly network: string
  readonly gateway: string
  /** Empty where the network has no IPv6. */
  readonly gateway6: string
}

/**
 * Looks at a lab's node containers.
 *
 * @throws LabStateError when one is gone, does not run, or is another than the lab's.
 */
export async function nodeContainers({ name: lab, kind, containers = {} }: KindLab): Promise<NodeContainers> {
  const model = describeCluster(kind)
  const there = await inspectContainers({ names: model.nodes.map(({ name }) => name) })
  const problems: string[] = []
  const nodes = model.nodes.flatMap(({ name, shortName }) => {
    const container = there.find((candidate) => candidate.name === name)
    if (container === undefined || container.id !== containers[name]) problems.push(`${name} is gone`)
    else if (!container.running) problems.push(`${name} does not run`)
    return container === undefined ? [] : [{ ...container, shortName, ...firstNetwork(container) }]
  })
  if (problems.length > 0) {
    const stopped = problems.every((problem) => problem.endsWith('does not run'))
    const names = model.nodes.map(({ name }) => name).join(' ')
    const fix = stopped
      ? `docker start ${names}`
      : `underlay down ${lab}, or destroyCluster('${lab}'), then build it again`
    throw new LabStateError(`the lab ${lab} is not whole: ${problems.join(', ')}`, fix)
  }
  const [first] = nodes
  return { nodes, network: first?.network ?? 'kind', gateway: first?.gateway ?? '', gateway6: first?.gateway6 ?? '' }
}

function firstNetwork({ networks }: Container): ContainerNetwork & { readonly network: string } {
  const [name = 'kind', own = { ipv4: '', ipv6: '', gateway: '', gateway6: '' }] = Object.entries(networks)[0] ?? []
  return { network: name, ...own }
}

import { LabError } from '../../errors.ts'
import { tryDocker } from '../../docker/docker.ts'
import { inspectContainers, type Container } from '../../docker/inspect-containers.ts'
import { imageExists, pullImage } from '../../docker/local-images.ts'
import { removeContainers } from '../../docker/remove-containers.ts'
import { labLabel, labLabels } from '../../docker/lab-labels.ts'
import { missingTools, neededTools, publicToolsImage } from '../../docker/lab-tools.ts'
import { imageCannotRun, runContainer } from '../../docker/run-container.ts'
import { kindOwner } from './record.ts'

/** The image that the helper runs from. */
export interface ToolsChoice {
  /** Default `UNDERLAY_TOOLS_IMAGE`, else the node image when it has every tool, else a public one. */
  readonly toolsImage?: string
  readonly offline?: boolean
  readonly signal?: AbortSignal
  readonly say: (line: string) => void
}

/**
 * The lab's helper container, started when there is none: privileged, in Docker's network of the nodes, with the sight
 * of all processes. The fabric's bridges, gateways and cables live in its namespaces, so that its removal removes them;
 * its tools work in the networks of nodes and pods, so that nothing is installed there.
 *
 * @throws LabError when no image has the tools; it names what is missing.
 */
export async function ensureHelper(
  lab: string,
  { image, network }: { readonly image: string; readonly network: string },
  choice: ToolsChoice,
): Promise<Container> {
  const name = helperName(lab)
  const [there] = await inspectContainers({ names: [name] })
  if (isHelper(there, lab)) return there
  if (there !== undefined) await removeOwn(there, lab)
  const asked = choice.toolsImage ?? (process.env.UNDERLAY_TOOLS_IMAGE || undefined)
  const candidates = asked === undefined ? [image, publicToolsImage] : [asked]
  const problems: string[] = []
  for (const candidate of candidates) {
    const problem = (await lacks(candidate, choice)) ?? (await start(name, lab, candidate, network))
    if (problem === undefined) {
      const [container] = await inspectContainers({ names: [name] })
      if (container !== undefined) return container
    }
    problems.push(`${candidate}: ${problem ?? 'it ended at once'}`)
  }
  throw new LabError(
    `no image has the tools of the lab: ${problems.join('; ')}`,
    `UNDERLAY_TOOLS_IMAGE=<an image with ${neededTools.join(', ')}>`,
  )
}

/** The lab's helper container, when it runs. */
export async function runningHelper(lab: string): Promise<Container | undefined> {
  const [there] = await inspectContainers({ names: [helperName(lab)] })
  return isHelper(there, lab) ? there : undefined
}

function isHelper(container: Container | undefined, lab: string): container is Container {
  return container?.running === true && container.labels[labLabel] === lab
}

// It cannot be the name of a node, which kind ends in a role.
function helperName(lab: string): string {
  return `${lab}-underlay`
}

async function lacks(image: string, { offline = false, signal, say }: ToolsChoice): Promise<string | undefined> {
  if (await imageExists(image, signal && { signal })) return undefined
  if (offline) return 'not there, and offline'
  say(`pulling ${image}`)
  return pullImage(image, say, signal && { signal }).then(
    () => undefined,
    (error: LabError) => {
      signal?.throwIfAborted()
      return error.message.replace(`\n  fix: ${error.fix}`, '')
    },
  )
}

async function start(name: string, lab: string, image: string, network: string): Promise<string | undefined> {
  const spec = {
    image,
    name,
    labels: labLabels(lab, kindOwner()),
    privileged: true,
    pid: 'host' as const,
    network,
    tmpfs: ['/run'],
    // Docker would wait ten seconds for it whenever it stops.
    stopSignal: 'SIGKILL' as const,
    entrypoint: 'sleep',
    command: ['infinity'],
  }
  try {
    await runContainer(spec)
  } catch (error) {
    if (imageCannotRun(error)) return error.message.split('\n')[0]
    throw error
  }
  const { stdout, stderr, exitCode } = await tryDocker(['exec', name, 'sh', '-c', missingTools])
  if (exitCode === 0 && stdout.trim() === '') return undefined
  await removeContainers([name])
  return exitCode === 0 ? `it has no ${stdout.trim().split('\n').join(', ')}` : stderr.trim()
}

async function removeOwn({ name, id, labels }: Container, lab: string): Promise<void> {
  if (labels[labLabel] !== lab) {
    throw new LabError(
      `a container ${name} is there, and is none of this lab`,
      `docker rm -f ${name}, or another lab name`,
    )
  }
  await removeContainers([id])
}

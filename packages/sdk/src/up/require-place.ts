import { kernelNeeds, type LabDefinition } from '@underlay/configs'
import { dockerInfo } from '../docker/info.ts'
import { chooseHost, hostAsked } from '../host/choose-host.ts'
import { kindVersion } from '../kind/kind-version.ts'
import type { UpOptions } from './up-options.ts'

const answerTimeoutMs = 10_000

/**
 * Where a lab would be made, in words: the host of a netns lab, whose kernel was tried, or the Docker Engine and kind.
 *
 * @throws LabError, ToolMissingError and EngineError, as the making itself does, when nothing here can carry it.
 */
export async function requirePlace(
  lab: LabDefinition,
  engine: 'kind' | 'netns',
  { host }: Pick<UpOptions, 'host'>,
): Promise<string> {
  if (engine === 'netns') return `host ${await chooseHost(hostAsked(host), kernelNeeds(lab), () => {})}`
  const how = { timeoutMs: answerTimeoutMs }
  const [{ serverVersion }, version] = await Promise.all([dockerInfo(how), kindVersion(how)])
  return `Docker ${serverVersion}, kind ${version}`
}

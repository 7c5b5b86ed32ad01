import { dockerInfo } from '../../docker/info.ts'
import { LabStateError } from '../../errors.ts'
import { labFolder, type KindLab } from './record.ts'

/**
 * Refuses a lab that is in another Docker Engine: what this one does not have is not gone, and its record may not be
 * forgotten.
 *
 * @throws LabStateError when it is.
 * @throws EngineError when Docker cannot be reached.
 */
export async function requireOwnEngine({ name, engineId }: KindLab): Promise<void> {
  if (engineId === '' || engineId === (await dockerInfo()).id) return
  throw new LabStateError(
    `the lab ${name} is in another Docker Engine than the one that answers`,
    `set DOCKER_HOST, or the docker context, as it was; where that engine is gone for good: rm -r ${labFolder(name)}`,
  )
}

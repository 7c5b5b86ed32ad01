import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'

/** The label of every container that a lab makes besides kind's nodes; its value is the lab's name. */
export const labLabel = 'underlay.lab'

/** The label that says whose lab that is: a Docker Engine may serve several users, machines and folders of records. */
export const ownerLabel = 'underlay.owner'

/** The labels of what a lab has in Docker. */
export function labLabels(lab: string, owner: string): Readonly<Record<string, string>> {
  return { [labLabel]: lab, [ownerLabel]: owner }
}

/**
 * Whose labs those are that are kept in a folder: only who has the same user, machine and folder can say that one of them
 * is gone.
 *
 * @param folder of the records of kind labs, or the sockets of netns labs.
 */
export function ownerOf(engine: 'kind' | 'netns', folder: string): string {
  return `${engine}:${userName()}@${hostname()}${machineId()}:${folder}`
}

/** This process's user, by number where the machine has no name for it. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 0)
  }
}

// Machines made from one image may have one name.
function machineId(): string {
  try {
    const id = readFileSync('/etc/machine-id', 'utf8').trim().slice(0, 8)
    return id === '' ? '' : `/${id}`
  } catch {
    return ''
  }
}

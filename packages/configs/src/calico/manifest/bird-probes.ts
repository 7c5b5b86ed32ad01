import type { Edit } from '../../document/edit.ts'
import { valueAt } from '../../document/value-at.ts'
import type { PodContainer } from '../../workload/pod-containers.ts'

const PROBES = [
  ['livenessProbe', 'live'],
  ['readinessProbe', 'ready'],
  ['startupProbe', 'live'],
] as const

/**
 * Decides the edits of calico-node's probes that ask for BIRD exactly when BIRD runs, else the node would never become ready.
 *
 * Only commands of calico-node itself are touched; one that asked for nothing else asks for Felix.
 *
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export function birdProbes({ document, path, container }: PodContainer, bird: boolean): readonly Edit[] {
  return PROBES.flatMap(([probe, question]) => {
    const inside = [probe, 'exec', 'command']
    const command = valueAt(container, inside)
    if (!isCalicoNode(command)) return []
    const value = asking(command, question, bird)
    return value === command ? [] : [{ document, path: [...path, ...inside], value }]
  })
}

function asking(command: readonly string[], question: string, bird: boolean): readonly string[] {
  if (command.some((word) => isFlag(word, `bird-${question}`)) === bird) return command
  if (bird) return [...command, `-bird-${question}`]
  const rest = command.filter((word) => !isFlag(word, `bird-${question}`))
  return rest.length > 1 ? rest : [...rest, `-felix-${question}`]
}

function isFlag(word: string, flag: string): boolean {
  return word === `-${flag}` || word === `--${flag}`
}

function isCalicoNode(command: unknown): command is readonly string[] {
  if (!Array.isArray(command) || !command.every((word) => typeof word === 'string')) return false
  return /(?:^|\/)calico-node$/.test(command[0] ?? '')
}

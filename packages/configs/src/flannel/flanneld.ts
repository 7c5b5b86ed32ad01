import type { Edit } from '../document/edit.ts'
import { valueAt } from '../document/value-at.ts'
import type { KubernetesObject } from '../workload/manifest.ts'
import type { PodContainer } from '../workload/pod-containers.ts'
import { podContainers } from '../workload/pod-containers.ts'

/** What is looked for, in words, for the one whose manifest has none. */
export const FLANNELD_SOUGHT =
  "no DaemonSet has a container that runs flanneld (a command ending in flanneld, or args --kube-subnet-mgr or --ip-masq); use flannel's Documentation/kube-flannel.yml"

const ITS_FLAG = /^--?(?:kube-subnet-mgr|ip-masq)(?:=|$)/
const INTERFACE_FLAG = /^--?iface(?:-regex|-can-reach)?(=|$)/

/** Finds the containers that run flanneld by what they run, wherever they stand; an init container never does. */
export function findFlanneld(objects: readonly KubernetesObject[]): readonly PodContainer[] {
  return podContainers(objects).filter(
    ({ document, init, container }) =>
      !init &&
      objects[document]?.kind === 'DaemonSet' &&
      (['command', 'args'] as const).some((key) => words(container, key).some((word) => runsFlanneld(word, key))),
  )
}

/**
 * Decides the edit that makes flanneld use one interface between nodes, in the place of every other way to choose one.
 *
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md
 */
export function interfaceArg({ document, path, container }: PodContainer, iface: string): Edit {
  // Older manifests have the flags behind the command.
  const key = words(container, 'args').length === 0 && words(container, 'command').length > 0 ? 'command' : 'args'
  return { document, path: [...path, key], value: [...withoutInterface(words(container, key)), `--iface=${iface}`] }
}

function withoutInterface(args: readonly string[]): readonly string[] {
  return args.filter((word, index) => !INTERFACE_FLAG.test(word) && !takesNext(args[index - 1]))
}

// Go's flags take their value from the next word where the flag has no '='.
function takesNext(word: string | undefined): boolean {
  return word !== undefined && INTERFACE_FLAG.exec(word)?.[1] === ''
}

function runsFlanneld(word: string, key: 'command' | 'args'): boolean {
  return ITS_FLAG.test(word) || (key === 'command' && /(?:^|\/)flanneld$/.test(word))
}

function words(container: PodContainer['container'], key: string): readonly string[] {
  const list = valueAt(container, [key])
  return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : []
}

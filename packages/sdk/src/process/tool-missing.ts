import { ToolMissingError } from '../errors.ts'

const installLines: ReadonlyMap<string, string> = new Map([
  ['docker', 'curl -fsSL https://get.docker.com | sudo sh   (https://docs.docker.com/engine/install)'],
  ['kind', 'go install sigs.k8s.io/kind@latest   (https://kind.sigs.k8s.io/docs/user/quick-start/#installation)'],
  ['kubectl', 'https://kubernetes.io/docs/tasks/tools/#kubectl'],
  ['containerlab', 'bash -c "$(curl -sL https://get.containerlab.dev)"   (https://containerlab.dev/install)'],
])

/**
 * The error for a program that is not on the PATH; docker, kind, kubectl and containerlab come with their install line.
 *
 * @example
 * ```ts
 * toolMissing('kind').install // 'go install sigs.k8s.io/kind@latest …'
 * ```
 */
export function toolMissing(tool: string): ToolMissingError {
  return new ToolMissingError(tool, installLines.get(tool) ?? `install ${tool}, or put its folder on the PATH`)
}

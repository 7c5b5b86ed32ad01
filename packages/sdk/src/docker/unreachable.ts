import { EngineError } from '../errors.ts'

const patterns: readonly { readonly said: RegExp; readonly message: string; readonly fix: (host: string) => string }[] =
  [
    {
      said: /permission denied while trying to connect to the docker|dial unix \S*docker\S*: connect: permission denied/i,
      message: 'Docker may not be used by this user',
      fix: () => 'sudo usermod -aG docker "$USER" && newgrp docker   (or run as root)',
    },
    {
      // Others have contexts, too: Kubernetes' of a kubeconfig, Go's with their deadlines.
      said: /unable to resolve docker endpoint|unable to parse docker host|context "[^"\n]*": context not found|current context "[^"\n]*" is not found on the file system/i,
      message: 'the Docker command does not know where its engine is',
      fix: () => 'set DOCKER_HOST (unix:///var/run/docker.sock), or choose a context: docker context ls',
    },
    {
      said: /cannot connect to the docker daemon|failed to connect to the docker API|error during connect|is the docker daemon running/i,
      message: 'Docker does not answer',
      fix: (host) =>
        `start Docker (sudo systemctl start docker, or Docker Desktop)${host === '' ? ', or set DOCKER_HOST to where it is' : `, or correct DOCKER_HOST=${host}`}`,
    },
  ]

/**
 * The error for a Docker Engine that cannot be reached, from what the Docker command said; `undefined` when that was something else.
 *
 * `host` is `DOCKER_HOST`, empty when it is not set.
 *
 * @example
 * ```ts
 * dockerUnreachable('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?', '')?.fix
 * // 'start Docker (sudo systemctl start docker, …'
 * ```
 * @see https://github.com/moby/moby/blob/master/client/errors.go
 */
export function dockerUnreachable(said: string, host: string): EngineError | undefined {
  const found = patterns.find((pattern) => pattern.said.test(said))
  if (found === undefined) return undefined
  const line = said.split('\n').find((text) => found.said.test(text))
  return new EngineError(`${found.message}: ${line?.trim().slice(0, 500)}`, found.fix(host))
}

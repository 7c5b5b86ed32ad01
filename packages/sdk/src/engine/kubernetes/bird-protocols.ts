import { buffer } from 'node:stream/consumers'
import { CommandError } from '../../errors.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'

const argv = ['birdcl', '-s', '/var/run/calico/bird.ctl', 'show', 'protocols', 'all'] as const

// A BIRD that has died leaves its socket, which then refuses.
const noSocket = /control socket .*No such file or directory/

/**
 * What BIRD says of its protocols in each calico-node pod, by short node name; empty where there is none, or where its
 * datapath has no BIRD.
 *
 * @throws CommandError when birdcl fails.
 */
export async function calicoBirdProtocols(
  kubernetes: Pick<Kubernetes, 'pods' | 'exec'>,
  shortNameOf: (node: string) => string,
): Promise<ReadonlyMap<string, string>> {
  const pods = await kubernetes.pods({ labels: { 'k8s-app': 'calico-node' } })
  const said = pods.map(async ({ metadata, spec }): Promise<[string, string][]> => {
    const pod = { namespace: metadata.namespace ?? 'default', pod: metadata.name, container: 'calico-node' }
    const process = await kubernetes.exec(pod, argv)
    const [stdout, stderr, { exitCode }] = await Promise.all([
      buffer(process.stdout),
      buffer(process.stderr),
      process.exited,
    ])
    const output = { stdout: stdout.toString(), stderr: stderr.toString() }
    if (exitCode === 0) return [[shortNameOf(spec.nodeName ?? ''), output.stdout]]
    if (noSocket.test(output.stderr)) return []
    throw new CommandError({ where: metadata.name, argv, exitCode, ...output })
  })
  return new Map((await Promise.all(said)).flat())
}

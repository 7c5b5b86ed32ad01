import type { KindIpFamily } from '@underlay/configs'
import { buffer } from 'node:stream/consumers'
import { CommandError } from '../../errors.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'

// IPv6 sessions are those of a BIRD of its own, which runs where the nodes have IPv6.
const sockets = { ipv4: ['bird.ctl'], ipv6: ['bird.ctl', 'bird6.ctl'], dual: ['bird.ctl', 'bird6.ctl'] } as const

// A BIRD that has died leaves its socket, which then refuses.
const noSocket = /control socket .*No such file or directory/
const refused = /control socket .*Connection refused/

/**
 * What BIRD says of its protocols in each calico-node pod, that of IPv4 first, by short node name; `undefined` of one that
 * does not run; empty where there is none, or where its datapath has no BIRD.
 *
 * @throws CommandError when birdcl fails.
 */
export async function calicoBirdProtocols(
  kubernetes: Pick<Kubernetes, 'pods' | 'exec'>,
  { ipFamily, shortNameOf }: { readonly ipFamily: KindIpFamily; readonly shortNameOf: (node: string) => string },
): Promise<ReadonlyMap<string, readonly (string | undefined)[]>> {
  const pods = await kubernetes.pods({ labels: { 'k8s-app': 'calico-node' } })
  const said = pods.map(async ({ metadata, spec }): Promise<[string, (string | undefined)[]][]> => {
    const pod = { namespace: metadata.namespace ?? 'default', pod: metadata.name, container: 'calico-node' }
    const answers = await Promise.all(sockets[ipFamily].map((socket) => ask(kubernetes, pod, socket)))
    const told = answers.filter((answer) => answer !== 'none').map((answer) => answer.said)
    return told.length === 0 ? [] : [[shortNameOf(spec.nodeName ?? ''), told]]
  })
  return new Map((await Promise.all(said)).flat())
}

/** What the BIRD of a socket says, undefined where it does not run; `none` where there is no such socket. */
async function ask(
  kubernetes: Pick<Kubernetes, 'exec'>,
  pod: Parameters<Kubernetes['exec']>[0],
  socket: string,
): Promise<{ readonly said: string | undefined } | 'none'> {
  const argv = ['birdcl', '-s', `/var/run/calico/${socket}`, 'show', 'protocols', 'all']
  const process = await kubernetes.exec(pod, argv)
  const [stdout, stderr, { exitCode }] = await Promise.all([
    buffer(process.stdout),
    buffer(process.stderr),
    process.exited,
  ])
  const output = { stdout: stdout.toString(), stderr: stderr.toString() }
  if (exitCode === 0) return { said: output.stdout }
  if (noSocket.test(output.stderr)) return 'none'
  if (refused.test(output.stderr)) return { said: undefined }
  throw new CommandError({ where: pod.pod, argv, exitCode, ...output })
}

import type { ContainerRef } from '../../kubernetes/exec/exec.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { openAgent, type AgentHost } from './open-agent.ts'

/**
 * Runs a program for as long as the fifo of {@link podProgram} is held open; what that program started does not hold it.
 *
 * The shell stays: when the program ends, the fifo is let go, the pod's own program ends, and with it all that is left.
 */
const heldProgram = [
  'sh',
  '-c',
  'until [ -p /run/alive ]; do sleep 1; done; exec 9>/run/alive; "$@" 9>&-; exit $?',
  'sh',
]

/** How long a pod waits for its first agent. */
const patienceSeconds = 60

/**
 * What an agent's pod runs: it ends when the last agent has ended, or when none comes within 60 s, so that nothing
 * stays when the one who wanted the agent is gone.
 */
export const podProgram: readonly string[] = [
  'perl',
  '-e',
  'use POSIX; POSIX::mkfifo("/run/alive", 0600); alarm shift; ' +
    'open my $alive, "<", "/run/alive" or die "/run/alive: $!\\n"; alarm 0; sysread $alive, my $end, 1',
  String(patienceSeconds),
]

/**
 * Starts the agent in a privileged pod that runs {@link podProgram}. When this process ends, however it ends, the kubelet
 * closes the agent's standard input: the agent ends, and the pod after it.
 *
 * @param onEnd told once, when the agent has ended or the connection to it is lost.
 * @throws EngineError when it does not start there; LabError when the API server refuses the exec.
 */
export async function openAgentInPod(
  kubernetes: Pick<Kubernetes, 'exec'>,
  container: ContainerRef,
  onEnd: () => void,
): Promise<AgentHost> {
  return openAgent('node', async (argv) => {
    const process = await kubernetes.exec(container, [...heldProgram, ...argv])
    let said = ''
    const hear = (words: string): void => void (said = (said + words).slice(-4000))
    process.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()))
    process.exited.catch((error: Error) => hear(error.message))
    process.stdout.once('close', onEnd)
    return {
      readable: process.stdout,
      writable: process.stdin,
      said: () => said,
      hold: process.hold,
      destroy: process.close,
    }
  })
}

import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { guardGroup } from '../../process/group-guard.ts'
import { openAgent, type AgentHost } from './open-agent.ts'

/**
 * Starts the agent in a running, privileged container. When this process ends, however it ends, the `docker exec` loses
 * its standard input, and the agent ends with all that it started.
 *
 * @throws EngineError when the container is gone, or has no Perl.
 */
export async function openAgentInContainer(container: string): Promise<AgentHost> {
  return openAgent('docker', async (argv) => {
    const child = spawn('docker', ['exec', '-i', container, ...argv], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C in the terminal is for the script, which may have something to finish in the lab.
      detached: true,
    })
    // Of a container that another process removed the command would wait for ever, also when this one has ended.
    if (child.pid !== undefined) child.once('exit', guardGroup(child.pid).release)
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
    child.on('error', (error) => {
      said += error.message
      child.stdout.destroy()
    })
    const pipes = [child.stdin, child.stdout, child.stderr] as unknown as readonly Socket[]
    return {
      readable: child.stdout,
      writable: child.stdin,
      said: () => said,
      hold: (alive) => {
        for (const part of [child, ...pipes]) {
          if (alive) part.ref()
          else part.unref()
        }
      },
      destroy: () => {
        for (const pipe of pipes) pipe.destroy()
        // Of a container that is gone the command would wait for ever; else the engine ends the agent's input with it.
        child.kill('SIGKILL')
      },
    }
  })
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../errors.ts'
import { beforeDeadline } from '../deadline.ts'
import { scriptFolder, scriptNames } from '../guest/scripts.ts'
import type { Host } from '../host.ts'
import { writeRemote } from '../remote-file.ts'
import { startRemote } from '../remote-process.ts'
import { openExchange, type ByteStream } from '../wire/exchange.ts'

/** A host whose agent is a process of a container or pod; it ends with the connection. */
export interface AgentHost extends Host {
  /** Aborted when the connection has ended, with why: for those who wait for something else than an answer of it. */
  readonly lost: AbortSignal
  close(): void
}

/** The agent is given on its own standard input: no file of it need be in the image, no mount in the container. */
const bootstrap =
  'my $s = ""; while (length $s < $ARGV[0]) { sysread STDIN, $s, $ARGV[0] - length $s, length $s or exit 1 } ' +
  '@ARGV = ("stdio"); eval $s; die $@'

/** The arguments of the program that becomes the agent once it has read the agent's source. */
export function bootstrapArgv(source: string): readonly string[] {
  return ['perl', '-e', bootstrap, String(Buffer.byteLength(source))]
}

/** What an agent is started with. */
export interface AgentTexts {
  readonly source: string
  /** The programs of a lab by their names. */
  readonly scripts: readonly (readonly [name: string, text: string])[]
}

let texts: Promise<AgentTexts> | undefined

/** The agent's source, and the programs of a lab: read once, however many agents are started. */
export function readAgent(): Promise<AgentTexts> {
  return (texts ??= readTexts())
}

async function readTexts(): Promise<AgentTexts> {
  const scripts = scriptNames.map(async (name) => [name, await readScript(name)] as const)
  return { source: await readScript('agent'), scripts: await Promise.all(scripts) }
}

function readScript(name: string): Promise<string> {
  return readFile(join(scriptFolder, `${name}.pl`), 'utf8')
}

function agentGone(why: string): EngineError {
  return new EngineError(`the connection to the lab's tools is gone: ${why}`, 'connectCluster once more')
}

const startTimeoutMs = 20_000

/**
 * Starts the agent in a container, by whatever runs a program there, and hands it the lab's programs.
 *
 * @param start runs a program and connects its standard input and output; `said` is what it wrote to standard error.
 * @throws EngineError when the program cannot run there: no Perl, no privileges.
 * @throws LabTimeoutError when it says nothing for 20 s.
 */
export async function openAgent(
  kind: Host['kind'],
  start: (argv: readonly string[]) => Promise<ByteStream & { readonly said: () => string }>,
): Promise<AgentHost> {
  const { source, scripts } = await readAgent()
  const stream = await start(bootstrapArgv(source))
  const exchange = openExchange(stream, 'the agent', agentGone)
  const lost = new AbortController()
  stream.readable.once('close', () => lost.abort(exchange.lost))
  const hello = new Promise<string>((resolve, reject) => {
    exchange.expect(({ payload }) => resolve(payload.toString()), reject)
  })
  stream.writable.write(source)
  const begin = async (): Promise<AgentHost> => {
    const host: AgentHost = {
      kind,
      kernel: await hello,
      spawn: (namespace, argv, options = {}) => startRemote(exchange, namespace, argv, options),
      write: (path, content) => writeRemote(exchange, path, content),
      lost: lost.signal,
      close: stream.destroy,
    }
    await Promise.all(scripts.map(([name, text]) => host.write(`/underlay/${name}.pl`, text)))
    return host
  }
  try {
    return await beforeDeadline(begin(), {
      what: 'the agent',
      timeoutMs: startTimeoutMs,
      lastSeen: () => stream.said() || 'nothing',
    })
  } catch (cause) {
    const said = stream.said().trim()
    stream.destroy()
    throw said === '' ? cause : new EngineError(`the agent did not start: ${said}`, undefined, { cause })
  }
}

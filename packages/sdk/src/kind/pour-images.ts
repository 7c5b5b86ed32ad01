import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CommandError } from '../errors.ts'
import { beforeDeadline } from '../host/deadline.ts'
import type { DockerOptions } from '../docker/docker.ts'
import { startProgram, type StartedProgram } from '../process/start-program.ts'

/** A command in a node that reads an archive of images from its standard input. */
export interface Importer {
  readonly node: string
  readonly argv: readonly string[]
}

/**
 * Saves images once and pours the archive into several commands at the same time, without a file in between; gives what
 * the commands that failed said, by node.
 *
 * @throws CommandError when the images cannot be saved.
 * @throws LabTimeoutError when it takes longer than `timeoutMs`, default 600000.
 * @throws the signal's reason when it is aborted.
 * @example
 * ```ts
 * const failed = await pourImages(['nginx'], [{ node: 'lab-worker', argv: ['docker', 'exec', '-i', 'lab-worker', 'cat'] }])
 * failed.size // 0
 * ```
 */
export async function pourImages(
  images: readonly string[],
  importers: readonly Importer[],
  { timeoutMs = 600_000, signal }: DockerOptions = {},
): Promise<ReadonlyMap<string, CommandError>> {
  const how = signal === undefined ? {} : { signal }
  const programs: StartedProgram[] = []
  const start = async (argv: readonly string[]) => {
    const program = await startProgram(argv, how)
    programs.push(program)
    return { ...program, said: text(program.stderr).catch(() => '') }
  }
  try {
    const save = await start(['docker', 'save', '--', ...images])
    const sinks = await Promise.all(importers.map(async ({ node, argv }) => ({ node, ...(await start(argv)) })))
    save.stdin.end()
    for (const { stdout } of sinks) stdout.resume()
    const poured = pour(
      save.stdout,
      sinks.map(({ stdin }) => stdin),
    )
    const imported = Promise.all([save.exited, poured, ...sinks.map(({ exited }) => exited)])
    const [saved] = await beforeDeadline(imported, {
      what: `${images.join(', ')} on ${importers.map(({ node }) => node).join(', ')}`,
      timeoutMs,
      lastSeen: () => 'still loading',
    })
    signal?.throwIfAborted()
    if (saved.exitCode !== 0) throw await failure('host', save, saved.exitCode)
    return await failures(sinks)
  } finally {
    await Promise.all(programs.map((program) => program.stop()))
  }
}

// Readable.pipe waits for ever for a destination that went without an error.
async function pour(source: Readable, sinks: readonly Writable[]): Promise<void> {
  // A source that was stopped has no more to give.
  source.once('error', () => {})
  for await (const chunk of source as AsyncIterable<Buffer>) {
    await Promise.all(sinks.filter(({ writable }) => writable).map((sink) => written(sink, chunk)))
  }
  for (const sink of sinks) sink.end()
}

async function written(sink: Writable, chunk: Buffer): Promise<void> {
  await new Promise<void>((resolve) => sink.write(chunk, () => resolve()))
}

type Ended = StartedProgram & { readonly said: Promise<string> }

async function failures(sinks: readonly (Ended & { node: string })[]): Promise<ReadonlyMap<string, CommandError>> {
  const failed = new Map<string, CommandError>()
  for (const sink of sinks) {
    const { exitCode } = await sink.exited
    if (exitCode !== 0) failed.set(sink.node, await failure(sink.node, sink, exitCode))
  }
  return failed
}

async function failure(where: string, { argv, said }: Ended, exitCode: number): Promise<CommandError> {
  return new CommandError({ where, argv, exitCode, stdout: '', stderr: await said })
}

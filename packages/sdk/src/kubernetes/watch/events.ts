import { text } from 'node:stream/consumers'
import type { Connection } from '../connection/connection.ts'
import { readStatus } from '../connection/refusal.ts'
import { type Answer, type ApiRequest, openStream } from '../connection/request.ts'
import type { LiveObject } from '../object/live-object.ts'

/** The API server ends a watch after this time; a dead connection is so found out without traffic. */
const WATCH_SECONDS = 30
const GRACE_SECONDS = 5
const LONGEST_LINE = 16 * 1024 * 1024

/** The API server lets this user list, and not watch. */
export class RefusedWatch extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(readStatus(answer).message)
    this.answer = answer
  }
}

/** A change of one object. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: LiveObject
}

/**
 * Watches from a version on and yields the changes, until the watch ends: by the API server, by 410 Gone, or by the signal.
 *
 * @throws RefusedWatch when it does not begin; Error when the connection is lost, or is silent for longer than the API server keeps a watch.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function* readEvents(
  connection: Connection,
  place: Pick<ApiRequest, 'path' | 'query'>,
  resourceVersion: string,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  const limit = AbortSignal.timeout((WATCH_SECONDS + GRACE_SECONDS) * 1000)
  const query = { ...place.query, watch: 'true', resourceVersion, timeoutSeconds: WATCH_SECONDS }
  const stream = await openStream(connection, { path: place.path, query, signal: AbortSignal.any([signal, limit]) })
  if (stream.statusCode === 410) return void stream.destroy()
  if (stream.statusCode !== 200) throw new RefusedWatch({ status: stream.statusCode ?? 0, body: await text(stream) })
  for await (const line of readLines(stream.setEncoding('utf8'))) {
    const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: LiveObject }
    if (type === 'ERROR') {
      const { code, message } = object as unknown as { readonly code?: number; readonly message?: string }
      if (code === 410) return
      throw new Error(message ?? 'the watch failed')
    }
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') yield { type, object }
  }
}

/** What tells one object from another in a set. */
export function keyOf({ metadata }: LiveObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw new Error(`the watch sent a line of more than ${LONGEST_LINE} bytes`)
    for (const line of lines) if (line.trim() !== '') yield line
  }
}

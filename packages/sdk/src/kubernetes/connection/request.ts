import { type IncomingMessage, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { LabError } from '../../errors.ts'
import { applyCredentials } from './apply-credentials.ts'
import type { Connection } from './connection.ts'
import { reasonOf } from './reason.ts'

/** A request to the API server; `query` keeps its order and may repeat a name. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly contentType?: string
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** How long until the whole answer is there; default 30000 ms. */
  readonly timeoutMs?: number
}

/** An answer of the API server, whatever its status. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/**
 * Sends a request and waits for the head of the answer; the body is a stream.
 *
 * Not by client-node's typed API: its serializer drops the fields that it does not know, so that a typo in a manifest would never reach the API server.
 */
export async function openStream(connection: Connection, request: ApiRequest): Promise<IncomingMessage> {
  const { method = 'GET', path, query = {}, contentType, body, signal } = request
  const url = new URL(connection.server + path)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  const options: RequestOptions = { method }
  await applyCredentials(connection, options)
  const payload = body === undefined ? undefined : JSON.stringify(body)
  options.headers = {
    ...options.headers,
    accept: 'application/json',
    ...(payload === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
  }
  if (signal !== undefined) options.signal = signal
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'http:' ? requestHttp : requestHttps)(url, options, resolve)
    sent.on('error', reject)
    sent.end(payload)
  })
}

/**
 * Sends a request and reads the whole answer, whatever its status.
 *
 * @throws Error of the network, or an AbortError or TimeoutError; `reasonOf` tells it in a line.
 */
export async function send(connection: Connection, request: ApiRequest): Promise<Answer> {
  const limit = AbortSignal.timeout(request.timeoutMs ?? 30_000)
  const signal = request.signal === undefined ? limit : AbortSignal.any([request.signal, limit])
  const answer = await openStream(connection, { ...request, signal })
  return { status: answer.statusCode ?? 0, body: await text(answer) }
}

/**
 * Like `send`, for calls that are not repeated.
 *
 * @throws LabError when no answer came, with the reason.
 */
export async function ask(connection: Connection, request: ApiRequest): Promise<Answer> {
  try {
    return await send(connection, request)
  } catch (error) {
    throw new LabError(unanswered(connection, error), 'see that the cluster runs: docker ps, kubectl cluster-info', {
      cause: error,
    })
  }
}

/** Says that the API server did not answer, and why. */
export function unanswered(connection: Connection, error: unknown): string {
  return `the Kubernetes API at ${connection.place} did not answer: ${reasonOf(error)}`
}

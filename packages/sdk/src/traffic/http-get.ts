import { createHash, randomBytes } from 'node:crypto'
import type { Endpoint } from '../cluster/cluster.ts'
import { CommandError, LabError } from '../errors.ts'
import { runForBytes } from '../host/run.ts'

/** An answer to {@link httpGet}. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** The body as text. */
  text(): string
}

/**
 * Fetches a URL from a place of the lab.
 *
 * @param url with an IPv4 address: `http://10.1.5.10:32000/`.
 * @param options.timeoutMs default 5000.
 * @throws LabError when it is no such URL.
 * @throws CommandError when nobody answers; exit codes are curl's, 7 refused or unreachable, 28 too late.
 * @example
 * const { status } = await httpGet(cluster.outside, 'http://172.18.0.2:32000/')
 */
export async function httpGet(
  from: Endpoint,
  url: string,
  { timeoutMs = 5000 }: { readonly timeoutMs?: number } = {},
): Promise<HttpResponse> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== 'http:' || !/^[\d.]+$/.test(parsed.hostname)) {
    throw new LabError(`${JSON.stringify(url)} cannot be fetched`, 'http://ADDRESS[:PORT]/PATH with an IPv4 address')
  }
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  const argv = ['/underlay/http-get.pl', parsed.hostname, parsed.port || '80', parsed.pathname + parsed.search, seconds]
  const result = await runForBytes(from.cluster.internals, from.place, argv, { timeoutMs: timeoutMs + 5000 })
  if (result.exitCode !== 0) {
    throw new CommandError({ where: from.place, argv, ...result, stdout: result.stdout.toString() })
  }
  return parseResponse(result.stdout)
}

/** Takes an HTTP/1.1 answer with `Connection: close` apart. @throws LabError when it is none. */
export function parseResponse(bytes: Uint8Array): HttpResponse {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = buffer.indexOf('\r\n\r\n')
  const [first = '', ...lines] = buffer.toString('latin1', 0, Math.max(0, end)).split('\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]
  if (end < 0 || status === undefined) throw new LabError('the answer is no HTTP response')
  const headers = lines.map((line): [string, string] => {
    const [name = '', ...value] = line.split(':')
    return [name.toLowerCase(), value.join(':').trim()]
  })
  const body = buffer.subarray(end + 4)
  return { status: Number(status), headers: Object.fromEntries(headers), body, text: () => body.toString() }
}

/** What came of a {@link transfer}. */
export interface TransferResult {
  readonly sizeBytes: number
  /** SHA-256 of what was sent, and of what arrived, in hex. */
  readonly sent: string
  readonly arrived: string
  readonly intact: boolean
}

/**
 * Sends random bytes by TCP: puts a file into the server pod and fetches it from another place.
 *
 * @param options.sizeBytes default 1 MiB.
 * @throws CommandError when the server does not answer.
 * @example
 * const { intact } = await transfer({ server: app.on('worker2'), client: app.on('control-plane') })
 */
export async function transfer(
  { server, client }: { readonly server: Endpoint; readonly client: Endpoint },
  { sizeBytes = 1024 * 1024, timeoutMs = 30_000 }: { readonly sizeBytes?: number; readonly timeoutMs?: number } = {},
): Promise<TransferResult> {
  const bytes = randomBytes(sizeBytes)
  const name = `transfer-${randomBytes(6).toString('hex')}`
  await server.cluster.internals.write(server.place, `/srv/${name}`, bytes)
  const { body } = await httpGet(client, `http://${server.address}/${name}`, { timeoutMs })
  const [sent, arrived] = [bytes, body].map((data) => createHash('sha256').update(data).digest('hex'))
  return { sizeBytes: body.length, sent: sent ?? '', arrived: arrived ?? '', intact: sent === arrived }
}

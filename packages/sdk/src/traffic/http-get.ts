import { createHash, randomBytes } from 'node:crypto'
import { isIpv4, isIpv6, type IpFamily } from '@underlay/configs'
import type { Endpoint } from '../cluster/cluster.ts'
import { CommandError, LabError } from '../errors.ts'
import { beforeDeadline } from '../host/deadline.ts'
import { runForBytes } from '../host/run.ts'
import { addressOf } from './address-of.ts'

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
 * @param url with an address: `http://10.1.5.10:32000/`, `http://[fd00:10:1:5::10]:32000/`.
 * @param options.timeoutMs default 5000.
 * @throws LabError when it is no such URL, or the answer is no whole HTTP response.
 * @throws CommandError when nobody answers; exit codes are curl's: 7 refused or unreachable, 28 too late, 56 broken
 * off.
 * @example
 * const { status } = await httpGet(cluster.outside, 'http://172.18.0.2:32000/')
 */
export async function httpGet(
  from: Endpoint,
  url: string,
  { timeoutMs = 5000 }: { readonly timeoutMs?: number } = {},
): Promise<HttpResponse> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const [, address = parsed?.hostname ?? ''] = /^\[(.*)\]$/.exec(parsed?.hostname ?? '') ?? []
  if (parsed?.protocol !== 'http:' || !(isIpv4(address) || isIpv6(address))) {
    throw new LabError(
      `${JSON.stringify(url)} cannot be fetched`,
      'http://ADDRESS[:PORT]/PATH, an IPv6 address in brackets',
    )
  }
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  const argv = ['/underlay/http-get.pl', address, parsed.port || '80', parsed.pathname + parsed.search, seconds]
  const result = await runForBytes(from.cluster.internals, from.place, argv, { timeoutMs: timeoutMs + 5000 })
  if (result.exitCode !== 0) {
    throw new CommandError({ where: from.place, argv, ...result, stdout: result.stdout.toString() })
  }
  return parseResponse(result.stdout)
}

/**
 * Takes an HTTP/1.1 answer to GET with `Connection: close` apart.
 *
 * @throws LabError when it is none, or its body is shorter than its Content-Length.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-8
 */
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
  const announced = headers.find(([name, value]) => name === 'content-length' && /^\d+$/.test(value))?.[1]
  if (Number(announced ?? 0) > body.length) {
    throw new LabError(`the answer was cut short: ${body.length} of ${announced} bytes of its body arrived`)
  }
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

interface TransferOptions {
  readonly sizeBytes?: number
  readonly timeoutMs?: number
  readonly family?: IpFamily
}

// What is sent is one frame to the agent, and is in its machine's memory several times.
const maxTransferBytes = 32 * 1024 * 1024

/**
 * Sends random bytes by TCP: offers them on a free port of one place, and fetches them from another.
 *
 * @param options.sizeBytes at most 32 MiB, default 1 MiB.
 * @param options.family which of the server's addresses; default the first.
 * @throws LabError when `sizeBytes` is out of range, or the server has no address of the family; nothing is sent then.
 * @throws CommandError when the server does not answer.
 * @example
 * const { intact } = await transfer({ server: app.on('worker2'), client: app.on('control-plane') })
 */
export async function transfer(
  { server, client }: { readonly server: Endpoint; readonly client: Endpoint },
  { sizeBytes = 1024 * 1024, timeoutMs = 30_000, family }: TransferOptions = {},
): Promise<TransferResult> {
  if (!Number.isInteger(sizeBytes) || sizeBytes < 0 || sizeBytes > maxTransferBytes) {
    throw new LabError(`${sizeBytes} bytes cannot be transferred`, `a whole sizeBytes from 0 to ${maxTransferBytes}`)
  }
  const address = addressOf(server, family)
  const bytes = randomBytes(sizeBytes)
  const body = await sendOnce({ server, client, address }, bytes, timeoutMs)
  const [sent, arrived] = [bytes, body].map((data) => createHash('sha256').update(data).digest('hex'))
  return { sizeBytes: body.length, sent: sent ?? '', arrived: arrived ?? '', intact: sent === arrived }
}

// The server's own web server, if it has one, need not know of this: the bytes go by a port of their own.
async function sendOnce(
  { server, client, address }: { readonly server: Endpoint; readonly client: Endpoint; readonly address: string },
  bytes: Uint8Array,
  timeoutMs: number,
): Promise<Uint8Array> {
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  const argv = ['/underlay/serve-once.pl', seconds]
  const sender = await server.cluster.internals.spawn(server.place, argv, { stdin: bytes })
  let said = ''
  const failed = (what: string): CommandError =>
    new CommandError({ where: server.place, argv, exitCode: 1, stdout: '', stderr: what })
  const port = new Promise<number>((resolve, reject) => {
    sender.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    sender.stdout.on('data', (chunk: Buffer) => resolve(Number(chunk.toString())))
    sender.exited.then(() => reject(failed(said)), reject)
  })
  const listening = { what: `a port of ${server.place}`, timeoutMs, lastSeen: () => said || 'nothing' }
  try {
    const host = isIpv6(address) ? `[${address}]` : address
    const url = `http://${host}:${await beforeDeadline(port, listening)}/`
    return (await httpGet(client, url, { timeoutMs })).body
  } finally {
    sender.kill('SIGKILL')
  }
}

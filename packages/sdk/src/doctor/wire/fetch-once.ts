import { LabTimeoutError } from '../../errors.ts'
import { beforeDeadline } from '../../host/deadline.ts'
import type { Host } from '../../host/host.ts'
import { runForBytes } from '../../host/run.ts'

/** Which places, and how the client calls the server. */
export interface FetchOnce {
  readonly server: string
  readonly client: string
  readonly address: string
  readonly sizeBytes: number
  /** For the port, and for the answer. */
  readonly waitMs: number
}

/** What came of it: how many bytes arrived unchanged, or what was said. */
export interface Fetched {
  readonly arrivedBytes: number
  readonly said: string
}

/** Offers bytes by TCP on a free port of one place, and fetches them from another one, within a time. */
export async function fetchOnce(
  host: Host,
  { server, client, address, sizeBytes, waitMs }: FetchOnce,
): Promise<Fetched> {
  const bytes = Buffer.alloc(sizeBytes, 'underlay ')
  const seconds = String(Math.ceil(waitMs / 1000))
  const sender = host.spawn(server, ['/underlay/serve-once.pl', seconds], { stdin: bytes })
  let said = ''
  sender.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const port = new Promise<string>((resolve) => {
    sender.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    sender.exited.then(
      () => resolve(''),
      () => resolve(''),
    )
  })
  try {
    const number = await beforeDeadline(port, { what: `a port of ${server}`, timeoutMs: waitMs, lastSeen: () => said })
    if (number === '') return { arrivedBytes: 0, said }
    const argv = ['/underlay/http-get.pl', address, number, '/', seconds]
    const { stdout, stderr } = await runForBytes(host, client, argv, { timeoutMs: waitMs + 1500 })
    const body = stdout.subarray(stdout.indexOf('\r\n\r\n') + 4)
    return { arrivedBytes: body.equals(bytes) ? sizeBytes : 0, said: stderr.trim() }
  } catch (error) {
    if (!(error instanceof LabTimeoutError)) throw error
    return { arrivedBytes: 0, said: error.message }
  } finally {
    sender.kill('SIGKILL')
  }
}

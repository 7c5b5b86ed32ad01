import { chmodSync } from 'node:fs'
import type { Server } from 'node:net'
import { EngineError } from '../../errors.ts'

/**
 * Binds a server to a unix socket that only its user can open; later problems of a single connection do not end the process.
 *
 * @param address a path, or an abstract name that begins with NUL.
 * @param fix what to do where it cannot be bound.
 * @throws EngineError when it cannot be bound; its `cause` is the system's error.
 */
export function bind(server: Server, address: string, fix?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => {
      reject(new EngineError(`cannot listen at ${address.replace('\0', '@')}: ${cause.message}`, fix, { cause }))
    }
    server.on('error', fail)
    server.listen({ path: address }, () => {
      try {
        // Its mode was what the umask leaves of 0777.
        if (!address.startsWith('\0')) chmodSync(address, 0o600)
        resolve()
      } catch (cause) {
        server.close()
        fail(cause as Error)
      }
    })
  })
}

import type { Server } from 'node:net'
import { EngineError } from '../../errors.ts'

/**
 * Binds a server to a unix socket; later problems of a single connection do not end the process.
 *
 * @param address a path, or an abstract name that begins with NUL.
 * @throws EngineError when it cannot be bound; its `cause` is the system's error.
 */
export function bind(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', (cause) => {
      reject(new EngineError(`cannot listen at ${address.replace('\0', '@')}: ${cause.message}`, undefined, { cause }))
    })
    server.listen({ path: address }, resolve)
  })
}

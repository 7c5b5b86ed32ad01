import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** Listens at an abstract name until the test is over, and says to everybody what he is told. */
export async function holdLock(address: string, hello: (socket: Socket) => void = () => {}) {
  const server = createServer((socket) => hello(socket.on('error', () => {})))
  await new Promise<void>((resolve) => void server.listen(address, resolve))
  onTestFinished(() => void server.close())
}

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A manifest of one object, and that object. */
export const yaml = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: calico-system\n'
export const objects = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'calico-system' } }]

/** A server on this machine that answers so; it keeps which paths it was asked for. */
export async function serve(answer: (response: ServerResponse) => void = (response) => response.end(yaml)) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startUnderlay, tempFolder } from './run-underlay.ts'

test.each([['inspect'], ['capture', 'node7:eth0']])(
  'Ctrl-C does not wait for an API server that does not answer: %s',
  async (...args) => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const kubeconfig = {
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}` } }],
      users: [{ name: 'u', user: { token: 'x' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    }
    const folder = tempFolder({ kubeconfig: [JSON.stringify(kubeconfig)] })
    const { child, ended } = startUnderlay(folder, [...args, '--kubeconfig', 'kubeconfig'])
    const [connection] = (await once(server, 'connection')) as [Socket]
    connection.on('error', () => {})
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, stderr: 'stopped\n' })
    // Without an interrupt it is waited for 30 s.
  },
  20_000,
)

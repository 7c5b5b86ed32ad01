import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { openKubernetes } from '../../../src/kubernetes/open.ts'
import { tempFolder } from '../temp-folder.ts'

const secret = 'c2VjcmV0LXRva2Vu'
const users = `users: [{ name: u, user: { token: ${secret}, client-key-data: ${secret}, client-certificate-data: ${secret} } }]`
const whole = (server: string): string =>
  [
    `clusters: [{ name: c, cluster: { server: "${server}", certificate-authority-data: ${secret} } }]`,
    'contexts: [{ name: a, context: { cluster: c, user: u } }]',
    'current-context: a',
    users,
  ].join('\n')

test.for([
  ['that is broken beside them', `${users}\n  - : : [`],
  ['whose token is broken', `token: ${secret}: ${secret}: [`],
  ['without contexts', users],
  ['without a usable server', whole('nowhere')],
  ['whose server does not answer', whole('http://127.0.0.1:1')],
])('no error repeats the secrets of a kubeconfig %s', async ([, text = '']) => {
  const kubeconfig = join(tempFolder(), 'kubeconfig')
  writeFileSync(kubeconfig, text)
  const thrown: unknown = await openKubernetes({ kubeconfig })
    .then((kubernetes) => kubernetes.nodes())
    .catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(Error)
  const { message, stack, cause } = thrown as Error
  // A test runner prints causes, and whatever an error holds.
  const said = [message, stack, inspect(cause, { depth: 9 }), inspect({ ...(thrown as Error) }, { depth: 9 })].join(
    '\n',
  )
  expect(said).not.toContain(secret)
})

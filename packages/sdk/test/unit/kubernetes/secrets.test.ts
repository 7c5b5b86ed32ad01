import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { connectCluster } from '../../../src/index.ts'
import { hideSecrets } from '../../../src/kubernetes/connection/hide-secrets.ts'
import { openKubernetes } from '../../../src/kubernetes/open.ts'
import { tempFolder } from '../temp-folder.ts'

const secret = 'c2VjcmV0LXRva2Vu'
const users = `users: [{ name: u, user: { token: ${secret}, client-key-data: ${secret}, client-certificate-data: ${secret} } }]`
const of = (server: string, user: string, more = ''): string =>
  [
    `clusters: [{ name: c, cluster: { server: "${server}", insecure-skip-tls-verify: true${more} } }]`,
    'contexts: [{ name: a, context: { cluster: c, user: u } }]',
    'current-context: a',
    user,
  ].join('\n')
const whole = (server: string): string => of(server, users, `, certificate-authority-data: ${secret}`)
const nowhere = 'http://127.0.0.1:1'
const withUser = (server: string, user: object): string => of(server, `users: ${JSON.stringify([{ name: 'u', user }])}`)

/** A server that answers everything with 401, and quotes what it was sent. */
async function quoting(): Promise<string> {
  const server = createServer(({ headers, url }, response) => {
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ kind: 'Status', message: `no entry for ${headers.authorization} at ${url}` }))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A user whose credentials are those that a script gives. */
function byCommand(script: string): object {
  const command = join(tempFolder(), 'credentials')
  writeFileSync(command, `#!/bin/sh\n${script}\n`)
  chmodSync(command, 0o700)
  const env = [{ name: 'CLIENT', value: secret }]
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args: ['--client-secret', secret], env } }
}

/** The same, where the kubeconfig itself has nothing secret. */
function byOwnCommand(): object {
  const command = join(tempFolder(), 'credentials')
  writeFileSync(command, `#!/bin/sh\necho '${credential}'\n`)
  chmodSync(command, 0o700)
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command } }
}

const credential = JSON.stringify({ kind: 'ExecCredential', status: { token: secret } })

test.for<[string, string | ((server: string) => string)]>([
  ['that is broken beside them', `${users}\n  - : : [`],
  ['whose token is broken', `token: ${secret}: ${secret}: [`],
  ['without contexts', users],
  ['without a usable server', whole('nowhere')],
  ['whose server is no URL of the web', whole(`ftp://u:${secret}@127.0.0.1`)],
  ['whose server does not answer', whole(nowhere)],
  ['whose server has them in its URL', of(`http://adm:${secret}@127.0.0.1:1/?token=${secret}`, users)],
  ['whose server quotes the URL', (server) => of(`http://adm:${secret}@${server}/?token=${secret}`, 'users: []')],
  ['whose server quotes the token', (server) => withUser(`http://${server}`, { token: secret })],
  ['whose server quotes the password', (server) => withUser(`http://${server}`, { username: 'adm', password: secret })],
  [
    'whose command fails, and repeats its environment',
    () => withUser(nowhere, byCommand('echo "bad $CLIENT" >&2; exit 1')),
  ],
  ['whose command fails, and repeats its arguments', () => withUser(nowhere, byCommand('echo "bad $*" >&2; exit 1'))],
  ['whose command gives no JSON', () => withUser(nowhere, byCommand('echo $CLIENT'))],
  ['whose command gives a token that the server quotes', (server) => withUser(`http://${server}`, byOwnCommand())],
  [
    'whose auth provider fails',
    withUser(nowhere, { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/false', 'cmd-args': secret } } }),
  ],
])('no error repeats the secrets of a kubeconfig %s', async ([, content]) => {
  const kubeconfig = join(tempFolder(), 'kubeconfig')
  writeFileSync(kubeconfig, typeof content === 'string' ? content : content(await quoting()))
  const container = { namespace: 'n', pod: 'p', container: 'c' }
  const calls = [
    async () => (await openKubernetes({ kubeconfig })).nodes(),
    async () => (await openKubernetes({ kubeconfig })).exec(container, ['true']),
    async () => (await openKubernetes({ kubeconfig })).whoAmI(),
    async () => connectCluster({ kubeconfig, onProgress: () => {} }),
  ]
  for (const call of calls) {
    const thrown: unknown = await call().catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(Error)
    const said = everythingIn(thrown as Error)
    for (const form of [secret, Buffer.from(`adm:${secret}`).toString('base64')]) expect(said).not.toContain(form)
  }
})

// A test runner prints causes, and whatever an error holds.
function everythingIn(error: Error): string {
  const { message, stack, cause } = error
  return [message, stack, inspect(cause, { depth: 9 }), inspect({ ...error }, { depth: 9 })].join('\n')
}

test('an error keeps its kind, and what is no secret', () => {
  const cause = Object.assign(new RangeError('Bearer abcdef'), { seen: ['abcdef', 1], when: new Date(0) })
  const error = new TypeError('abcdef-longer, then abcdef', { cause })
  expect(hideSecrets(error, new Set(['abcdef', 'abcdef-longer']))).toBe(error)
  expect([error.message, cause.message, cause.seen, cause.when]).toEqual([
    '***, then ***',
    'Bearer ***',
    ['***', 1],
    new Date(0),
  ])
})

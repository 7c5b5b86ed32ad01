import { writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { openKubernetes } from '../../../src/kubernetes/open.ts'
import { tempFolder } from '../temp-folder.ts'

/** A request that the fake API server got. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly contentType: string | undefined
  readonly body: { readonly [field: string]: unknown } | undefined
}

/** An answer: a body with status 200, or what is to be done with the response. */
type Handler = object | ((response: ServerResponse, seen: Seen) => unknown)

const resource = (name: string, kind: string, namespaced = true) => ({ name, kind, namespaced })

const discovery: Readonly<Record<string, Handler>> = {
  'GET /api/v1': {
    resources: [
      resource('namespaces', 'Namespace', false),
      resource('nodes', 'Node', false),
      resource('pods', 'Pod'),
      resource('pods/eviction', 'Eviction'),
      resource('configmaps', 'ConfigMap'),
      resource('events', 'Event'),
    ],
  },
  'GET /apis/apps/v1': { resources: [resource('daemonsets', 'DaemonSet'), resource('deployments', 'Deployment')] },
  'GET /apis/apiextensions.k8s.io/v1': {
    resources: [resource('customresourcedefinitions', 'CustomResourceDefinition', false)],
  },
  'GET /apis': {
    groups: [{ versions: [{ groupVersion: 'apps/v1' }] }, { versions: [{ groupVersion: 'policy/v1' }] }],
  },
}

/** An API server of a few routes: `PATCH /api/v1/nodes/a`, or `WATCH /api/v1/nodes` for a GET with `watch=true`. */
export async function fakeApi(routes: Record<string, Handler> = {}) {
  const seen: Seen[] = []
  const handlers: Record<string, Handler> = { ...discovery, ...routes }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://fake')
    const body = await text(request)
    const { pathname: path, searchParams } = url
    const method = searchParams.get('watch') === 'true' ? 'WATCH' : (request.method ?? '')
    const one: Seen = {
      method,
      path,
      query: Object.fromEntries(searchParams),
      contentType: request.headers['content-type'],
      body: body === '' ? undefined : JSON.parse(body),
    }
    seen.push(one)
    const handler = handlers[`${method} ${path}`]
    if (handler === undefined) response.writeHead(404).end('404 page not found\n')
    else if (typeof handler === 'function') handler(response, one)
    else json(response, 200, handler)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(async () => void (await stop()))
  const { port } = server.address() as AddressInfo
  const kubeconfig = writeKubeconfig(`http://127.0.0.1:${port}`)
  const start = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { kubernetes: await openKubernetes({ kubeconfig }), kubeconfig, handlers, seen, port, stop, start }
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Answers like an API server that refuses. */
export function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  json(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message })
}

/** Sends one event of a watch and leaves the watch open. */
export function sendEvent(response: ServerResponse, type: string, object: object): void {
  response.write(`${JSON.stringify({ type, object })}\n`)
}

const context = (name: string, namespace?: string) => ({ name, context: { cluster: 'fake', user: 'fake', namespace } })

/** Writes a kubeconfig with two contexts, `fake` and `other`. */
export function writeKubeconfig(server: string): string {
  const file = join(tempFolder(), 'kubeconfig')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: { token: 'secret' } }],
    contexts: [context('fake'), context('other', 'elsewhere')],
    'current-context': 'fake',
  }
  writeFileSync(file, JSON.stringify(config))
  return file
}

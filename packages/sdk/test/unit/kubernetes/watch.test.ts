import type { ServerResponse } from 'node:http'
import { expect, test, vi } from 'vitest'
import { LabError, LabTimeoutError } from '../../../src/errors.ts'
import type { LiveObject } from '../../../src/kubernetes/object/live-object.ts'
import { pauseMs } from '../../../src/kubernetes/watch/follow.ts'
import { runScript } from '../run-script.ts'
import { fakeApi, json, refuse, sendEvent } from './fake-api.ts'

const NODES = '/api/v1/nodes'
const node = (name: string) => ({ kind: 'Node', metadata: { name } })
const list = (version: string, ...names: readonly string[]) => ({
  metadata: { resourceVersion: version },
  items: names.map(node),
})
const names = (objects: readonly LiveObject[]) => objects.map(({ metadata }) => metadata.name)
const quiet = (response: ServerResponse) => response.writeHead(200).flushHeaders()
const selection = { apiVersion: 'v1', kind: 'Node' }
const options = {
  what: 'the nodes',
  timeoutMs: 5000,
  describe: (objects: readonly LiveObject[]) => `${names(objects)}`,
}

test('the set follows additions, changes and deletions from the version of the list', async () => {
  const { kubernetes, seen } = await fakeApi({
    [`GET ${NODES}`]: list('41', 'a', 'b'),
    [`WATCH ${NODES}`]: (response: ServerResponse) => {
      sendEvent(response, 'BOOKMARK', { kind: 'Node', metadata: { resourceVersion: '42' } })
      sendEvent(response, 'ADDED', node('ç'))
      sendEvent(response, 'DELETED', node('a'))
      sendEvent(response, 'MODIFIED', { ...node('b'), spec: { changed: true } })
    },
  })
  const sets: string[] = []
  const objects = await kubernetes.watchUntil(
    selection,
    (objects) => {
      sets.push(names(objects).join())
      return objects.some(({ spec }) => spec !== undefined)
    },
    options,
  )
  expect(sets).toEqual(['a,b', 'a,b,ç', 'b,ç', 'b,ç'])
  expect(names(objects)).toEqual(['b', 'ç'])
  expect(seen.filter(({ path }) => path === NODES).map(({ method, query }) => [method, query.resourceVersion])).toEqual(
    [
      ['GET', undefined],
      ['WATCH', '41'],
    ],
  )
})

test('an event that comes in pieces is one event', async () => {
  const { kubernetes } = await fakeApi({
    [`GET ${NODES}`]: list('1'),
    [`WATCH ${NODES}`]: (response: ServerResponse) => {
      const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: node('çé') })}\n`)
      for (const [index] of bytes.entries()) setTimeout(() => response.write(bytes.subarray(index, index + 1)), index)
    },
  })
  expect(names(await kubernetes.watchUntil(selection, (objects) => objects.length > 0, options))).toEqual(['çé'])
})

const gone = (response: ServerResponse) => sendEvent(response, 'ERROR', { code: 410, message: 'too old' })
test.for([
  ['410 Gone as an event', gone],
  ['410 Gone as a status', (response: ServerResponse) => refuse(response, 410, 'Expired', 'too old')],
  ['a closed watch', (response: ServerResponse) => response.writeHead(200).end()],
  ['a lost connection', (response: ServerResponse) => response.socket?.destroy()],
  ['a broken event', (response: ServerResponse) => response.write('{"type":\n')],
  ['another error', (response: ServerResponse) => sendEvent(response, 'ERROR', { code: 500, message: 'etcd' })],
] as const)('after %s it lists and watches again', async ([, end]) => {
  const { kubernetes, handlers, seen } = await fakeApi({
    [`GET ${NODES}`]: list('1'),
    [`WATCH ${NODES}`]: (response: ServerResponse) => {
      Object.assign(handlers, {
        [`GET ${NODES}`]: list('2'),
        [`WATCH ${NODES}`]: (response: ServerResponse) => sendEvent(response, 'ADDED', node('a')),
      })
      end(response)
    },
  })
  expect(names(await kubernetes.watchUntil(selection, (objects) => objects.length === 1, options))).toEqual(['a'])
  const watches = seen.filter(({ method }) => method === 'WATCH')
  expect(watches.map(({ query }) => query.resourceVersion)).toEqual(['1', '2'])
})

test('a timeout says what was seen last', async () => {
  const { kubernetes } = await fakeApi({ [`GET ${NODES}`]: list('1', 'a'), [`WATCH ${NODES}`]: quiet })
  const waiting = kubernetes.watchUntil(selection, () => false, { ...options, timeoutMs: 200 })
  await expect(waiting).rejects.toThrow(LabTimeoutError)
  await expect(waiting).rejects.toThrow('waited 200 ms for the nodes; last seen: a')
})

test('an API server that goes away is told with the reason; one that comes back is used', async () => {
  const { kubernetes, stop, start, port } = await fakeApi({
    [`GET ${NODES}`]: list('1', 'a'),
    [`WATCH ${NODES}`]: quiet,
  })
  const asked = vi.fn<() => boolean>(() => false)
  const waiting = kubernetes.watchUntil(selection, asked, { ...options, timeoutMs: 600 })
  void waiting.catch(() => undefined)
  await vi.waitFor(() => expect(asked).toHaveBeenCalled())
  await stop()
  const why = `the Kubernetes API at http://127.0.0.1:${port} did not answer: connect ECONNREFUSED 127.0.0.1:${port}`
  await expect(waiting).rejects.toThrow(`last seen: a; ${why}`)

  const again = kubernetes.watchUntil(selection, (objects) => objects.length === 1, options)
  await start()
  expect(names(await again)).toEqual(['a'])
})

test('a user without the right is told before the deadline', async () => {
  const { kubernetes } = await fakeApi({
    [`GET ${NODES}`]: (response: ServerResponse) => refuse(response, 403, 'Forbidden', 'nodes is forbidden'),
  })
  const waiting = kubernetes.watchUntil(selection, () => true, { ...options, timeoutMs: 20_000 })
  await expect(waiting).rejects.toThrow(
    'watch of Node: nodes is forbidden\n  fix: use a kubeconfig whose user may do this',
  )
})

test('a user who may list and not watch is told so before the deadline, too', async () => {
  const { kubernetes } = await fakeApi({
    [`GET ${NODES}`]: list('1', 'a'),
    [`WATCH ${NODES}`]: (response: ServerResponse) => refuse(response, 403, 'Forbidden', 'User "j" cannot watch'),
  })
  const waiting = kubernetes.watchUntil(selection, () => false, { ...options, timeoutMs: 20_000 })
  await expect(waiting).rejects.toThrow('watch of Node: User "j" cannot watch')
})

test('a kind that does not exist has no objects until it does', async () => {
  const { kubernetes, handlers } = await fakeApi()
  const racks = { apiVersion: 'underlay.dev/v1', kind: 'Rack' }
  const waiting = kubernetes.watchUntil(racks, (objects) => objects.length > 0, { ...options, timeoutMs: 150 })
  await expect(waiting).rejects.toThrow('the cluster has no kind Rack in underlay.dev/v1')
  setTimeout(() => {
    const resources = [{ name: 'racks', kind: 'Rack', namespaced: false }]
    const served = { 'GET /apis/underlay.dev/v1': { resources }, 'GET /apis/underlay.dev/v1/racks': list('1', 'rack1') }
    Object.assign(handlers, served)
  }, 50)
  expect(names(await kubernetes.watchUntil(racks, (objects) => objects.length > 0, options))).toEqual(['rack1'])
})

test('several selections are one set, asked about when all are listed', async () => {
  const { kubernetes } = await fakeApi({
    [`GET ${NODES}`]: list('1', 'a'),
    [`WATCH ${NODES}`]: quiet,
    'GET /api/v1/pods': (response: ServerResponse) => setTimeout(() => json(response, 200, list('1', 'p')), 100),
    'WATCH /api/v1/pods': quiet,
  })
  const sets: string[] = []
  const predicate = (objects: readonly LiveObject[]) => sets.push(names(objects).join()) > 0
  await kubernetes.watchUntil([selection, { apiVersion: 'v1', kind: 'Pod' }], predicate, options)
  expect(sets).toEqual(['a,p'])
})

test('what the predicate throws, and the reason of the signal, end the wait', async () => {
  const { kubernetes } = await fakeApi({ [`GET ${NODES}`]: list('1'), [`WATCH ${NODES}`]: quiet })
  const hopeless = new LabError('hopeless')
  const throwing = () => {
    throw hopeless
  }
  await expect(kubernetes.watchUntil(selection, throwing, options)).rejects.toBe(hopeless)
  const stop = new AbortController()
  const waiting = kubernetes.watchUntil(selection, () => false, { ...options, signal: stop.signal })
  setTimeout(() => stop.abort(hopeless), 50)
  await expect(waiting).rejects.toBe(hopeless)
  await expect(kubernetes.watchUntil(selection, () => true, { ...options, signal: stop.signal })).rejects.toBe(hopeless)
})

test('nothing keeps the process alive after a wait, though the watch was open', async () => {
  const { kubeconfig } = await fakeApi()
  const server = `
    const { createServer } = await import('node:http')
    const lists = { '/api/v1': { resources: [{ name: 'nodes', kind: 'Node' }] }, '/api/v1/nodes': { metadata: {}, items: [] } }
    const server = createServer((request, response) => {
      response.writeHead(200)
      if (request.url.includes('watch=true')) response.flushHeaders()
      else response.end(JSON.stringify(lists[request.url]))
    }).listen(0, '127.0.0.1')
    server.unref()
    server.on('connection', (socket) => socket.unref())
    await new Promise((resolve) => server.on('listening', resolve))
    const { readFileSync, writeFileSync } = await import('node:fs')
    const file = ${JSON.stringify(kubeconfig)}
    writeFileSync(file, readFileSync(file, 'utf8').replace(/127.0.0.1:\\d+/, '127.0.0.1:' + server.address().port))
  `
  const { stdout, stderr, status } = runScript(`${server}
    const { openKubernetes } = await from('kubernetes/open.ts')
    const kubernetes = await openKubernetes({ kubeconfig: file })
    const options = { what: 'x', timeoutMs: 200, describe: () => 'nothing' }
    await kubernetes.watchUntil({ apiVersion: 'v1', kind: 'Node' }, () => false, options).catch((e) => console.log(e.message))
    const done = performance.now()
    process.on('exit', () => console.log(performance.now() - done < 500 ? 'soon' : 'late'))
  `)
  expect([stdout, stderr, status]).toEqual(['waited 200 ms for x; last seen: nothing\nsoon\n', '', 0])
})

test('the pause doubles up to two seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map(pauseMs)).toEqual([100, 200, 400, 800, 1600, 2000, 2000])
})

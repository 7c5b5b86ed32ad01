import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageReference } from '../../../src/docker/image-reference.ts'
import { imageExists, localImages, pullImage } from '../../../src/docker/local-images.ts'
import { CommandError, EngineError } from '../../../src/errors.ts'
import { fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'

const digest = `sha256:${'0'.repeat(64)}`

test.for([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['calico/node:v3.32.1', 'docker.io/calico/node:v3.32.1'],
  ['docker.io/nginx', 'docker.io/library/nginx:latest'],
  ['index.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
  ['quay.io/calico/node:v3', 'quay.io/calico/node:v3'],
  ['localhost/nettool', 'localhost/nettool:latest'],
  ['localhost:5000/a/b', 'localhost:5000/a/b:latest'],
  ['registry.k8s.io/coredns/coredns:v1', 'registry.k8s.io/coredns/coredns:v1'],
  [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
  [`nginx:1.27@${digest}`, `docker.io/library/nginx@${digest}`],
])('%s is %s', ([image = '', full = '']) => {
  expect(imageReference(image)).toBe(full)
})

test('a full name stays what it is', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
  const image = fc
    .tuple(fc.constantFrom('', 'quay.io/', 'localhost:5000/'), fc.array(name, { minLength: 1, maxLength: 3 }))
    .map(([registry, path]) => registry + path.join('/'))
  fc.assert(
    fc.property(image, fc.constantFrom('', ':v1', `@${digest}`), (start, end) => {
      const full = imageReference(start + end)
      expect(imageReference(full)).toBe(full)
    }),
  )
})

test('whether an image is there', async () => {
  fakePrograms({
    docker: `case "$6" in
here) echo sha256:1;;
gone) echo "Error response from daemon: No such image: gone" >&2; exit 1;;
*) echo "invalid reference format" >&2; exit 1;;
esac`,
  })
  expect(await imageExists('here')).toBe(true)
  expect(await imageExists('gone')).toBe(false)
  expect((await rejection(imageExists('A B'), CommandError)).message).toContain('invalid reference')
})

test('the images of the engine by tag and digest, and none that has no name', async () => {
  fakePrograms({
    docker: `echo 'nginx:1.27 nginx@${digest}'; echo 'localhost/x:latest localhost/x@<none>'; echo '<none>:<none> <none>@<none>'`,
  })
  expect([...(await localImages())]).toEqual([
    'docker.io/library/nginx:1.27',
    `docker.io/library/nginx@${digest}`,
    'localhost/x:latest',
  ])
})

test('a pull tells its progress', async () => {
  const { calls } = fakePrograms({ docker: 'echo "latest: Pulling from library/nginx"; echo "Status: Downloaded"' })
  const lines: string[] = []
  await pullImage('nginx', (line) => lines.push(line))
  expect(lines).toEqual(['latest: Pulling from library/nginx', 'Status: Downloaded'])
  expect(calls()).toEqual(['docker pull -- nginx'])
})

test.for([
  ['dial tcp: lookup registry-1.docker.io: no such host', /^docker pull nginx on a machine with network/],
  ['pull access denied for nginx, repository does not exist', /docker login/],
  ['manifest unknown', /^correct its name/],
] as const)('a pull that fails with %s', async ([said, fix]) => {
  fakePrograms({ docker: `echo "Error response from daemon: ${said}" >&2; exit 1` })
  const error = await rejection(pullImage('nginx'), EngineError)
  expect(error.message).toContain(`the image nginx cannot be pulled: Error response from daemon: ${said}`)
  expect(error.fix).toMatch(fix)
})

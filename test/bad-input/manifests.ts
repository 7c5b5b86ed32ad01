import { describeWorkload, parseImageReplacements, parseManifests } from '@underlay/sdk'
import type { BadInput } from './bad-input.ts'

const read = (text: string) => (): unknown => describeWorkload(parseManifests(text, { file: 'app.yaml' }))
const template =
  'selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}'
const daemonSet = (name: string) =>
  read(`apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: ${JSON.stringify(name)}}\nspec: {${template}}\n`)
const service = (spec: string, nodePort: number) =>
  read(
    `apiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {${spec}, selector: {a: b}, ports: [{port: 80, nodePort: ${nodePort}}]}\n`,
  )
const error = 'TopologyError'
const nameFix = {
  error,
  place: 'app.yaml:3:18 metadata.name',
  fix: "use lower case letters, digits and '-' (RFC 1123)",
}

/** Objects that a cluster is to make. */
export const manifests: readonly BadInput[] = [
  { title: 'a name of two lines', give: daemonSet('a\nb'), ...nameFix, says: "'a b' is not a name" },
  { title: 'a name that is an option', give: daemonSet('--all'), ...nameFix, says: "'--all' is not a name" },
  { title: 'a name that climbs out of a folder', give: daemonSet('../a'), ...nameFix, says: "'../a' is not a name" },
  {
    title: 'a billion copies',
    give: read(
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {replicas: 1000000000, ${template}}\n`,
    ),
    error,
    place: 'app.yaml:4:18 spec.replicas',
    says: 'must be an integer from 0 to 10000, is 1000000000',
  },
  {
    title: "a kind that is JavaScript's own",
    give: read('apiVersion: v1\nkind: __proto__\nmetadata: {name: toString}\n'),
    error,
    place: 'app.yaml:2:7 kind',
    says: '__proto__ toString is not modelled',
    fix: 'use engine kind',
  },
  {
    title: 'a port out of range',
    give: service('type: NodePort', 1),
    error,
    place: 'spec.ports[0].nodePort',
    says: 'must be an integer from 30000 to 32767, is 1',
  },
  {
    title: 'an address with a command behind it',
    give: service('type: NodePort, clusterIP: "10.96.0.1; flush"', 30080),
    error,
    place: 'spec.clusterIP',
    says: "'10.96.0.1; flush' is not an address",
  },
  {
    title: 'images that are options',
    give: () => parseImageReplacements('--x=--y'),
    error,
    place: 'UNDERLAY_IMAGES',
    says: "'--x' is not an image name",
    fix: 'such as docker.io/library/nginx:1.27',
  },
]

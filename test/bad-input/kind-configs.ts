import { describeCluster, kindConfig, parseKindConfig } from '@underlay/sdk'
import type { BadInput } from './bad-input.ts'

const read = (rest: string) => (): unknown =>
  describeCluster(parseKindConfig(`kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${rest}`, { file: 'kind.yaml' }))
const named = (name: string, says = name): Omit<BadInput, 'title'> => ({
  give: read(`name: ${JSON.stringify(name)}\n`),
  error: 'TopologyError',
  place: 'kind.yaml:3:7 name',
  says: `'${says}' is not a cluster name`,
  fix: "use up to 63 lower case letters, digits and '-' (RFC 1123)",
})

/** Names, numbers and addresses that would mean something else to a shell, a terminal, a file system or Docker. */
export const kindConfigs: readonly BadInput[] = [
  { title: 'a name of two lines', ...named('a\nb', 'a b') },
  { title: 'a name that ends a command', ...named('a;reboot') },
  { title: 'a name that is a command', ...named('$(id)') },
  { title: 'a name that climbs out of a folder', ...named('../../etc') },
  { title: 'a name that is an option', ...named('-rf') },
  { title: 'a name that clears the terminal', ...named('a\u001B[2Jb', 'a [2Jb') },
  { title: 'a name that is written backwards', ...named('a\u202Eb', 'a b') },
  { title: 'a name with a letter that looks like another', ...named('w\u043Erker', 'w\\u{43e}rker') },
  { title: 'a name with a mark of the byte order', ...named('\uFEFFlab', ' lab') },
  {
    title: 'a name of a mebibyte',
    give: read(`name: ${'a'.repeat(1_000_000)}\n`),
    error: 'TopologyError',
    place: 'kind.yaml:3:7 name',
    says: 'aaaa',
  },
  {
    title: 'an image that is an option',
    give: read('nodes: [{role: control-plane, image: "--privileged"}]\n'),
    error: 'TopologyError',
    place: 'kind.yaml:3:38 nodes[0].image',
    says: "'--privileged' is not an image name",
    fix: 'such as docker.io/library/nginx:1.27',
  },
  {
    title: 'a label of two lines',
    give: read('nodes: [{role: control-plane, labels: {"rack": "a\\nb"}}]\n'),
    error: 'TopologyError',
    place: 'kind.yaml:3:48 nodes[0].labels.rack',
    says: "'a b' is not a label value",
  },
  {
    title: 'a network with a command behind it',
    give: read('networking: {podSubnet: "10.0.0.0/16; nft flush ruleset"}\n'),
    error: 'TopologyError',
    place: 'kind.yaml:3:25 networking.podSubnet',
    says: "'10.0.0.0/16; nft flush ruleset' is not an IPv4 CIDR",
    fix: 'such as 10.244.0.0/16',
  },
  {
    title: 'a port that is none',
    give: read('networking: {apiServerPort: 99999}\n'),
    error: 'TopologyError',
    place: 'kind.yaml:3:29 networking.apiServerPort',
    says: 'must be an integer from -1 to 65535, is 99999',
  },
  {
    title: 'an alias inside of a patch',
    give: read(
      'nodes:\n- role: control-plane\n  kubeadmConfigPatches:\n  - |\n    kind: InitConfiguration\n    a: &a [x]\n    b: *a\n',
    ),
    error: 'TopologyError',
    place: 'kind.yaml:9:8 nodes[0].kubeadmConfigPatches[0]',
    says: 'alias *a is not accepted',
    fix: 'write the value out',
  },
  {
    title: 'a hundred thousand nodes',
    give: read(`nodes:\n- role: control-plane\n${'- role: worker\n'.repeat(60_000)}`),
    error: 'TopologyError',
    place: 'kind.yaml',
    says: 'has more than 300000 words and marks',
    fix: 'split it',
  },
  {
    title: 'a million nodes from code',
    give: () =>
      kindConfig({
        name: 'lab',
        podSubnet: '10.98.0.0/16',
        nodes: Array.from({ length: 1_000_000 }, () => ({ role: 'worker' as const })),
      }),
    error: 'TopologyError',
    place: 'kind config nodes',
    says: 'has 1000000 nodes; Kubernetes takes at most 5000',
    fix: 'leave the rest out',
  },
]

import { expect, test } from 'vitest'
import { EngineError } from '../../../src/errors.ts'
import { explainFailure } from '../../../src/kind/explain-failure.ts'

const failed = 'ERROR: failed to create cluster: '

test.for([
  [`${failed}node(s) already exist for a cluster with the name "lab"`, /^kind delete cluster --name lab/],
  [
    `${failed}command "docker run --name lab-control-plane" failed with error: exit status 125\nCommand Output: 1f2e
docker: Error response from daemon: driver failed programming: Bind for 0.0.0.0:30080 failed: port is already allocated.`,
    /^stop what listens on port 30080, or choose another hostPort$/,
  ],
  ['docker: listen tcp4 127.0.0.1:6443: bind: address already in use', /port 6443/],
  [
    `${failed}could not find a log line that matches "Reached target .*Multi-User System.*|detected cgroup v1"`,
    /createKindCluster\(config, \{ keep: 'on-failure' \}\).*docker logs lab-control-plane.*max_user_instances=512/,
  ],
  [
    `${failed}failed to init node with kubeadm\nCommand Output: [kubelet-check] The kubelet is not healthy after 4m0s
"command failed" err="failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1."`,
    /need cgroup v2/,
  ],
  [
    `${failed}failed to init node with kubeadm\nCommand Output: The kubelet is not running`,
    /\{ keep: 'on-failure' \}.*journalctl -u kubelet/,
  ],
  [
    `${failed}failed to pull image "kindest/node:v9": command "docker pull kindest/node:v9" failed`,
    /^docker pull kindest\/node:v9 on.*UNDERLAY_NODE_IMAGE/,
  ],
  [`${failed}docker: Error response from daemon: No such image: kindest/node:v9`, /UNDERLAY_NODE_IMAGE/],
  [`${failed}failed to pull image "x": write /var/lib/docker/tmp: no space left on device`, /^docker system prune/],
  [`${failed}failed to init: inotify_init: too many open files`, /^sudo sysctl fs\.inotify/],
  [
    `${failed}failed to init node with kubeadm\nCommand Output: wait-control-plane: context "kubernetes-admin" not found`,
    /journalctl -u kubelet/,
  ],
  [
    `${failed}could not find an available, non-overlapping IPv4 address pool among the defaults`,
    /^docker network prune/,
  ],
  [
    `${failed}failed to list nodes: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?`,
    /^start Docker/,
  ],
  [`${failed}unable to decode config: yaml: field rule not found in type v1alpha4.Node`, /^no fix$/],
] as const)('%s', ([said, fix]) => {
  const error = explainFailure('lab', `Creating cluster "lab" ...\n${said}\n`)
  expect(error).toBeInstanceOf(EngineError)
  expect(error.fix ?? 'no fix').toMatch(fix)
  expect(error.message).toContain(said.split('\n')[0]?.slice(0, 60))
})

test('the message has the step, the error, and the last lines of the command that failed', () => {
  const output = Array.from({ length: 300 }, (_, index) => `kubeadm line ${index}`).join('\n')
  const args = '--name lab-worker --hostname lab-worker '.repeat(20)
  const said = ` • Starting control-plane 🕹️  ...\n \u001B[31m✗\u001B[0m Starting control-plane 🕹️\n\u001B[31mERROR\u001B[0m: failed: command "docker run ${args}" failed with error: exit status 1\n\nCommand Output: ${output}\n`
  expect(explainFailure('lab', said).message).toBe(
    `kind did not create the cluster lab (✗ Starting control-plane 🕹️): ERROR: failed: command "docker run --name lab-worker …" failed with error: exit status 1
  kubeadm line 294
  kubeadm line 295
  kubeadm line 296
  kubeadm line 297
  kubeadm line 298
  kubeadm line 299`,
  )
})

test('a kind that was killed has its last lines, or none', () => {
  expect(explainFailure('lab', 'a\nb\n').message).toBe('kind did not create the cluster lab: a\n  b')
  expect(explainFailure('lab', 'a\nb\n', 137).message).toBe(
    'kind did not create the cluster lab: it was killed (signal 9) after b\n  fix: try again',
  )
  expect(explainFailure('lab', '').message).toBe('kind did not create the cluster lab: it said nothing')
})

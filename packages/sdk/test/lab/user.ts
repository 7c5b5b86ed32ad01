// A whole lab in user namespaces: `node user.ts LAB`, as anybody but root. Prints what it saw as a line of JSON.
import {
  assertEncap,
  attachClabFabric,
  bgpSessions,
  calicoIpipCrossSubnet,
  capture,
  createKindCluster,
  deployWorkload,
  httpGet,
  installCalico,
  ping,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'

const preset = calicoIpipCrossSubnet({ name: process.argv[2] ?? '' })
const cluster = await createKindCluster(preset.kind, { host: 'local' })
const exec = { ...preset.clab.topology.nodes['server2'] }
const line = 'sh -c "id -un > /tmp/me && touch /tmp/x && ! touch /usr/x && ! mount -t tmpfs none /usr"'
const nodes = { ...preset.clab.topology.nodes, server2: { ...exec, exec: [...(exec.exec ?? []), line] } }
await attachClabFabric(
  cluster,
  { ...preset.clab, topology: { ...preset.clab.topology, nodes } },
  { files: preset.files },
)
await installCalico(cluster, { ipip: 'Never' })
const sessions = (await bgpSessions(cluster)).map(({ state }) => state)
await installCalico(cluster, { vxlan: 'CrossSubnet' })
const app = await deployWorkload(cluster, preset.workload)
const [from, to] = [app.on('worker'), app.on('worker2')]
const cap = await capture(cluster, ['worker:net0', 'gw0:eth1'], () => ping(from, to))
assertEncap(cap, { from, to, expect: 'vxlan', mark: cap.result.mark })
const answer = (await httpGet(cluster.outside, 'http://172.18.0.2:32000/')).text()
const host = await findSupervisor(preset.name)
const me = host && (await run(host, '', ['/underlay/exec-line.pl', 'worker', '--', 'cat', '/tmp/me']))
host?.close()
process.stdout.write(
  `${JSON.stringify({
    uid: process.getuid?.(),
    accelerator: cluster.host.accelerator,
    sessions: [...new Set(sessions)],
    received: cap.result.received,
    dropped: cap.dropped,
    answer,
    me,
  })}\n`,
)
if (process.argv[3] === 'stay') setInterval(() => {}, 1000)
else await cluster[Symbol.asyncDispose]()

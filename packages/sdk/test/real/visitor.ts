import { capture, connectCluster } from '../../src/index.ts'

// Runs as `node visitor.ts KUBECONFIG`: captures at a node of a cluster that it only knows by its API, until it is killed.
const [kubeconfig = ''] = process.argv.slice(2)
const cluster = await connectCluster({ kubeconfig })
const live = await capture(cluster, ['worker:net0'])
process.stdout.write('listening\n')
for await (const _ of process.stdin);
await live.stop()
await cluster.close()

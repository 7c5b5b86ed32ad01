import { attachClabFabric, capture, connectCluster, createKindCluster, type Lifetime } from '../../src/index.ts'
import { tinyLab } from './tiny-lab.ts'

// Runs as `node creator.ts NAME LIFETIME`: makes the tiny lab, says so, and holds it until its standard input ends.
// As `node creator.ts NAME attach` it wires the fabric of the lab that is there, as `… capture` it captures until SIGINT.
const [name = '', lifetime = 'process'] = process.argv.slice(2)
try {
  await using cluster = ['attach', 'capture'].includes(lifetime)
    ? await connectCluster({ lab: name })
    : await createKindCluster(tinyLab(name, lifetime === 'process' ? 1 : 2).kind, {
        engine: 'kind',
        lifetime: lifetime as Lifetime,
      })
  process.stdout.write(`ready ${cluster.name}\n`)
  const { clab, files } = tinyLab(name)
  if (lifetime === 'attach') await attachClabFabric(cluster, clab, { files })
  if (lifetime === 'capture') {
    const interrupted = new Promise((resolve) => void process.once('SIGINT', resolve))
    const live = await capture(cluster, ['worker:net0'])
    process.stdout.write('listening\n')
    await interrupted
    const { packets, dropped } = await live.stop()
    process.stdout.write(`kept ${packets.length}, dropped ${dropped}\n`)
  }
  if (lifetime === 'process') for await (const _ of process.stdin);
} catch (error) {
  console.error(error)
  process.exitCode = 1
}

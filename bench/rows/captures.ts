import { capture, ping } from '@underlay/sdk'
import { labName, wiredLab } from '../local-lab.ts'
import { judge, judgeRounds, ms, type Bench } from '../row.ts'
import { median, timed } from '../timing.ts'
import { captureWithoutImmediateMode } from './slow-tcpdump.ts'

const captures = 100
const perCapture = 10
const budgetMs = 50

/** A hundred captures of ten packets: what is lost, and how long the stop takes. */
export const benchCaptures: Bench = async (say) => {
  await using cluster = await wiredLab({ name: labName('captures'), racks: 2, nodesPerRack: 2 })
  const [client, server] = [cluster.node('control-plane'), cluster.node('worker2')]
  say(`${captures} captures of a ${perCapture}-packet flow`)
  let [lost, packets] = [0, 0]
  const stops: number[] = []
  const whole: number[] = []
  for (let round = 0; round < captures; round++) {
    const one = await timed(async () => {
      await using live = await capture(cluster, ['control-plane:net0'], undefined, { name: 'bench', filter: 'icmp' })
      await ping(client, server, { count: perCapture / 2, intervalMs: 2 })
      return timed(() => live.stop())
    })
    const { value, ms: stopMs } = one.value
    packets += value.packets.length
    lost += perCapture - value.packets.length + value.dropped
    stops.push(stopMs)
    whole.push(one.ms)
  }
  const plain = await captureWithoutImmediateMode(cluster, client, server)
  return [
    judge(
      `${captures} captures of ${perCapture} packets`,
      `${packets} of ${captures * perCapture} packets`,
      `${plain} of ${perCapture} (tcpdump -U)`,
      '0 lost',
      lost === 0,
    ),
    judgeRounds(
      {
        what: '  stop of one, to the file',
        measured: ms(median(stops)),
        baseline: `slowest ${ms(Math.max(...stops))}, whole capture ${ms(median(whole))}`,
        budget: `≤ ${budgetMs} ms`,
      },
      { rounds: stops, atMost: budgetMs },
    ),
  ]
}

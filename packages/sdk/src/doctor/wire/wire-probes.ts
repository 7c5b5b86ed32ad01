import { ipipProbe } from './ipip.ts'
import { mtuProbe } from './mtu.ts'
import { natProbe } from './nat.ts'
import { tcpProbe } from './tcp.ts'
import { tcpdumpProbe } from './tcpdump.ts'
import { vxlanProbe } from './vxlan.ts'
import type { Host } from '../../host/host.ts'
import type { Judgement } from '../finding.ts'
import { runWireProbe, type WireProbe } from './wire-probe.ts'

/** Every probe that sends packets, as a name and what to do on a host. */
export const wireProbes = [
  runnable(ipipProbe),
  runnable(vxlanProbe),
  runnable(mtuProbe),
  runnable(tcpProbe),
  runnable(natProbe),
  runnable(tcpdumpProbe),
]

interface RunnableProbe {
  readonly name: string
  run(host: Host): Promise<Judgement>
}

// Each knows by itself what its programs say.
function runnable<Said>(probe: WireProbe<Said>): RunnableProbe {
  return { name: probe.name, run: (host) => runWireProbe(host, probe) }
}

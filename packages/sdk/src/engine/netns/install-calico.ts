import {
  calicoMtu,
  calicoSettings,
  cidrContains,
  describeCluster,
  kernelNeeds,
  type CalicoOptions,
} from '@underlay/configs'
import { deriveAutodetection } from '../../cni/calico/autodetection.ts'
import { detectNodes } from '../../cni/calico/detect-nodes.ts'
import { refuseMtu } from '../../cni/calico/refuse-mtu.ts'
import type { CalicoRecord } from '../../cni/record.ts'
import { LabStateError } from '../../errors.ts'
import { requireFeatures } from '../../host/features.ts'
import type { LabState } from '../../lab/state.ts'
import { fabricOf } from './installed-fabric.ts'
import { planPods } from './plan-pods.ts'
import type { Change } from './netns-engine.ts'
import { programCni } from './program-cni.ts'
import { refuseAnotherCni } from './refuse-another-cni.ts'

/** How to install; all are decided by `installCalico`. */
export interface InstallOptions {
  readonly timeoutMs: number
  readonly verifyAddresses: boolean
}

/**
 * Does on every node what Calico does: finds the node's address, takes blocks, sets up tunnel devices, routes and rules,
 * and starts BIRD where the settings ask for it; waits until every node has a route to every block that it can hear of.
 *
 * @throws LabStateError when no fabric is attached, a node's address is not the declared one, or pods would lose theirs.
 * @throws LabError when the kernel cannot make what the settings ask for, before anything is made.
 * @throws LabTimeoutError with the routes that did not come.
 */
export function installModelledCalico(options: CalicoOptions, { timeoutMs, verifyAddresses }: InstallOptions): Change {
  return async (state, host) => {
    const cluster = describeCluster(state.kind)
    const fabric = fabricOf(state)
    refuseAnotherCni(state, 'calico')
    const derived = deriveAutodetection(fabric)
    const settings = calicoSettings({ ...options, autodetection: options.autodetection ?? derived }, cluster)
    const mtu = calicoMtu(settings, Math.min(...fabric.links.map(({ mtuBytes }) => mtuBytes)))
    refuseMtu(settings, fabric)
    const before = state.cni?.name === 'calico' ? state.cni : undefined
    const advice = verifyAddresses ? derived : undefined
    const detected = detectNodes(host, cluster, settings, { before, advice })
    // Of two mistakes the kernel's is told.
    detected.catch(() => {})
    await requireFeatures(host, kernelNeeds({ kind: state.kind, calico: options }))
    const calico: CalicoRecord = { name: 'calico', settings, mtu, nodes: await detected }
    refuseMoved(state, calico)
    const after: LabState = { ...state, cni: calico }
    await programCni(host, state, calico, timeoutMs)
    await planPods(host, after)
    return after
  }
}

function refuseMoved({ pods }: LabState, calico: CalicoRecord): void {
  const moved = pods.filter(({ node, ips }) => {
    const blocks = calico.nodes[node]?.blocks ?? []
    return !ips.every((ip) => blocks.some((block) => cidrContains(block, ip)))
  })
  if (moved.length === 0) return
  const nodes = [...new Set(moved.map(({ node }) => node))].join(', ')
  const fix = 'pools with the cidr and blockSize as before, or a new lab'
  throw new LabStateError(`the pods on ${nodes} would lose their addresses to other blocks`, fix)
}

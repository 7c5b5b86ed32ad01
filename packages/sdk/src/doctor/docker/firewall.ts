import { readFile } from 'node:fs/promises'
import { LabError } from '../../errors.ts'
import { findProgram } from '../../host/guest-root/programs.ts'
import { isLocal } from '../../kind/read-facts.ts'
import { runProgram } from '../../process/run-program.ts'
import type { Judgement } from '../finding.ts'
import type { Probe } from '../site.ts'

/** What decides whether a bridge of this machine passes packets between its ports. */
export interface BridgeFirewall {
  /** `net.bridge.bridge-nf-call-iptables`: bridged packets go through the chain FORWARD; absent without br_netfilter. */
  readonly bridged: string | undefined
  /** `nft -j list chain ip filter FORWARD`; empty where there is none, absent where it may not be read. */
  readonly forward: string | undefined
  /** Whether containerlab works here, whose bridges are this machine's. */
  readonly containerlab: boolean
}

const path = '/proc/sys/net/bridge/bridge-nf-call-iptables'

/** Looks whether Docker's firewall drops what bridges of this machine pass on. */
export const firewallProbe: Probe = {
  name: 'docker-firewall',
  look: async (site) => {
    const docker = await site.docker
    if ('problem' in docker) return { status: 'skipped', detail: 'its rules come with Docker, which does not run' }
    if (!isLocal(docker))
      return { status: 'skipped', detail: `not known: Docker runs on another machine, ${docker.hostName}` }
    const bridged = await readFile(path, 'utf8').catch(() => undefined)
    const { timeoutMs, signal } = site
    const forward = await readForward({ timeoutMs, signal })
    return judgeFirewall({ bridged, forward, containerlab: (await site.containerlab)?.works === true })
  },
}

export function judgeFirewall({ bridged, forward, containerlab }: BridgeFirewall): Judgement {
  if (bridged?.trim() !== '1') {
    return {
      status: 'ok',
      detail: 'bridges of this machine pass packets beside the firewall (no bridge-nf-call-iptables)',
    }
  }
  if (forward === undefined) {
    return { status: 'skipped', detail: 'bridged packets go through the chain FORWARD, which only root may read' }
  }
  if (!/"policy":\s*"drop"/.test(forward)) {
    return { status: 'ok', detail: 'bridged packets go through the chain FORWARD, which accepts them' }
  }
  const dropped = 'bridged packets of this machine go through the chain FORWARD, whose policy is drop'
  // The built-in wiring's bridges are in a namespace of their own.
  if (!containerlab) return { status: 'ok', detail: `${dropped}; the built-in wiring has no bridge there` }
  const fix = "attachClabFabric(cluster, topology, { driver: 'built-in' }), or an accepting rule in DOCKER-USER"
  return { status: 'warning', detail: `${dropped}: containerlab's bridges need rules that accept`, fix }
}

async function readForward(how: { timeoutMs: number; signal: AbortSignal }): Promise<string | undefined> {
  const nft = findProgram('nft')
  if (nft === undefined) return undefined
  try {
    const { exitCode, stdout, stderr } = await runProgram([nft, '-j', 'list', 'chain', 'ip', 'filter', 'FORWARD'], how)
    if (exitCode === 0) return stdout
    return /No such file/.test(stderr) ? '' : undefined
  } catch (error) {
    if (error instanceof LabError) return undefined
    throw error
  }
}

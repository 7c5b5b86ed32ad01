import { deploymentLevels, type FabricModel, type FabricStage } from '@underlay/configs'

type Command = FabricStage['onEnter'][number]

/** A command of a stage, and the node whose stage it is. */
export interface StepCommand extends Command {
  readonly node: string
}

/** One step of a deployment: commands, what of the fabric is wired then, `exec` lines, tests of health, commands. */
export interface DeploymentStep {
  readonly before: readonly StepCommand[]
  /** The fabric up to this step. */
  readonly fabric: FabricModel
  readonly wired: readonly StepCommand[]
  /** The nodes whose `exec` lines run now. */
  readonly configured: ReadonlySet<string>
  readonly healthy: readonly FabricStage[]
  readonly after: readonly StepCommand[]
}

/**
 * The steps in which a fabric is deployed: one, unless stages give its nodes an order.
 *
 * A link is made when the later one of its nodes comes to its links; `exec` lines run when their node has configured
 * itself, as in containerlab.
 *
 * @see https://containerlab.dev/manual/nodes/#stages
 */
export function deploymentSteps(fabric: FabricModel): readonly DeploymentStep[] {
  const names = nodesOf(fabric)
  if (fabric.stages.length === 0) {
    const none = { before: [], wired: [], healthy: [], after: [] }
    return [{ ...none, fabric, configured: new Set(names) }]
  }
  const guests = [
    ...fabric.hosts.flatMap(({ name, shares }) => (shares === undefined ? [] : [{ name, owner: shares }])),
    ...fabric.nodeBridges.map(({ name, node }) => ({ name, owner: node })),
  ]
  const implicit = guests.map(({ name, owner }) => {
    const waitFor = [{ node: owner, stage: 'create' as const }]
    return { node: name, stage: 'create' as const, waitFor }
  })
  const declared = new Map(fabric.stages.map((stage) => [`${stage.stage} ${stage.node}`, stage]))
  const reached = new Set<string>()
  return deploymentLevels(names, [...fabric.stages, ...implicit]).map((level) => {
    const stages = level.flatMap(({ node, stage }) => declared.get(`${stage} ${node}`) ?? [])
    for (const { node, stage } of level) reached.add(`${stage} ${node}`)
    const configures = stages.filter(({ stage }) => stage === 'configure')
    const others = stages.filter(({ stage }) => stage !== 'configure')
    return {
      before: commandsOf(stages, 'onEnter'),
      fabric: upTo(fabric, reached),
      // A node's own exec lines come when this stage has ended.
      wired: commandsOf(configures, 'onExit'),
      configured: new Set(level.filter(({ stage }) => stage === 'configure').map(({ node }) => node)),
      healthy: stages.filter(({ healthcheck }) => healthcheck !== undefined),
      after: commandsOf(others, 'onExit'),
    }
  })
}

function commandsOf(stages: readonly FabricStage[], phase: 'onEnter' | 'onExit'): StepCommand[] {
  return stages.flatMap((stage) => stage[phase].map((command) => ({ ...command, node: stage.node })))
}

function nodesOf({ bridges, nodeBridges, gateways, hosts, servers }: FabricModel): string[] {
  return [...bridges, ...[...nodeBridges, ...gateways, ...hosts, ...servers].map(({ name }) => name)]
}

function upTo(fabric: FabricModel, reached: ReadonlySet<string>): FabricModel {
  const isThere = (name: string): boolean => reached.has(`create ${name}`)
  const isLinked = ({ node }: { readonly node: string }): boolean =>
    node === 'outside' || reached.has(`create-links ${node}`)
  const gateways = fabric.gateways.filter(({ name }) => isThere(name))
  return {
    ...fabric,
    bridges: fabric.bridges.filter(isThere),
    nodeBridges: fabric.nodeBridges.filter(({ name, node }) => isThere(name) && isThere(node)),
    hosts: fabric.hosts.filter(({ name, shares = name }) => isThere(name) && isThere(shares)),
    // The addresses of a gateway's configuration need its links.
    gateways: gateways.map((gateway) => (reached.has(`configure ${gateway.name}`) ? gateway : unconfigured(gateway))),
    servers: fabric.servers.filter(({ name }) => isThere(name)),
    links: fabric.links.filter(({ endpoints }) => endpoints.every(isLinked)),
    devices: fabric.devices.filter(({ endpoint }) => isLinked(endpoint)),
  }
}

function unconfigured(gateway: FabricModel['gateways'][number]): FabricModel['gateways'][number] {
  const { hostName } = gateway.gateway
  return { ...gateway, kind: 'linux', gateway: { hostName, interfaces: [], sourceNat: [] } }
}

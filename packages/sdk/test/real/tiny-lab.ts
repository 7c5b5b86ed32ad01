import { clabTopology, kindConfig, renderVyosConfigBoot } from '../../src/index.ts'

/** The smallest lab that has everything: two nodes in one rack behind a gateway. */
export function tinyLab(name: string) {
  const nodes = [
    { role: 'control-plane', nodeIp: '10.1.5.10' },
    { role: 'worker', nodeIp: '10.1.5.11' },
  ] as const
  const servers = ['control-plane', 'worker'].map((shortName, index) => ({
    name: `server${index + 1}`,
    node: `${name}-${shortName}`,
    address: `${nodes[index]?.nodeIp}/24`,
  }))
  return {
    name,
    kind: kindConfig({ name, podSubnet: '10.98.0.0/16', nodes }),
    clab: clabTopology({
      name,
      gateway: { name: 'gw0', image: 'burlyluo/vyos:1.4.0', configBoot: './gw0-boot.cfg' },
      serverImage: 'burlyluo/nettool',
      racks: [{ bridge: 'br-pool0', gatewayInterface: 'eth1', gatewayAddress: '10.1.5.1', servers }],
    }),
    files: {
      'gw0-boot.cfg': renderVyosConfigBoot({
        hostName: 'vyos',
        interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }],
        sourceNat: [],
      }),
    },
  }
}

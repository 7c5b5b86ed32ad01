import { expect, test } from 'vitest'
import * as configs from '../src/index.ts'

test('the public surface', () => {
  expect(Object.keys(configs).toSorted()).toMatchInlineSnapshot(`
    [
      "AddressError",
      "TopologyError",
      "addressAt",
      "allocateBlocks",
      "blockAddress",
      "calicoIpipCrossSubnet",
      "calicoSettings",
      "cidrContains",
      "cidrInside",
      "cidrsOverlap",
      "clabTopology",
      "daemonSet",
      "describeCluster",
      "describeFabric",
      "describeWorkload",
      "detectAddress",
      "formatIssue",
      "isCidr",
      "isIpv4",
      "kindConfig",
      "locate",
      "networkOf",
      "nodePortService",
      "parseCidr",
      "parseClabTopology",
      "parseKindConfig",
      "parseManifests",
      "parseVyosConfigBoot",
      "renderClabTopology",
      "renderKindConfig",
      "renderLinuxGateway",
      "renderManifests",
      "renderVyosConfigBoot",
      "splitCommand",
      "suggest",
      "tunnelMtu",
      "vethName",
    ]
  `)
})

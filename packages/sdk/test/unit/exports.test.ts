import * as configs from '@underlay/configs'
import * as evidence from '@underlay/evidence'
import * as packet from '@underlay/packet'
import { expect, test } from 'vitest'
import * as sdk from '../../src/index.ts'

const pure = { configs, evidence, packet }
const theirs = new Set(Object.values(pure).flatMap((names) => Object.keys(names)))

test('the public names of the SDK itself', () => {
  const own = Object.entries(sdk).filter(
    ([name, value]) =>
      !Object.values(pure).some((names) => Object.entries(names).some(([n, v]) => n === name && v === value)),
  )
  expect(own.map(([name]) => name).sort()).toMatchInlineSnapshot(`
    [
      "CommandError",
      "EngineError",
      "LabError",
      "LabStateError",
      "LabTimeoutError",
      "ToolMissingError",
      "TrustError",
      "UnknownNameError",
      "addNodes",
      "assertEncap",
      "assertEncapMatrix",
      "assertMtu",
      "assertPath",
      "assertReachable",
      "assertRoute",
      "attachClabFabric",
      "bgpSessions",
      "bringUpLab",
      "capture",
      "clusterGraph",
      "collectGarbage",
      "compareLabs",
      "connectCluster",
      "countOutcomes",
      "createKindCluster",
      "deletePod",
      "deleteWorkload",
      "deployWorkload",
      "destroyCluster",
      "documentLab",
      "drawDot",
      "encapMatrix",
      "examine",
      "exec",
      "explainLoss",
      "explainTrace",
      "failingPairs",
      "faults",
      "findEndpoint",
      "formatAccess",
      "formatCapture",
      "formatComparison",
      "formatJunit",
      "formatRoute",
      "formatTable",
      "formatVerification",
      "gatherReport",
      "guardGroup",
      "httpGet",
      "inspectInterfaces",
      "inspectLab",
      "inspectNodes",
      "inspectPods",
      "inspectRoutes",
      "installCalico",
      "installFlannel",
      "installNodeTools",
      "interfaces",
      "jsonLinesTo",
      "labPicture",
      "ladder",
      "listLabs",
      "lossCounters",
      "lostPacket",
      "matrixTable",
      "nodes",
      "noteVerdict",
      "observeLab",
      "outlook",
      "packetTable",
      "parseRoutes",
      "pathLab",
      "pathPicture",
      "pcapngFile",
      "pcapngTo",
      "ping",
      "planAccess",
      "planLab",
      "planTaps",
      "pods",
      "predictDocuments",
      "predictPath",
      "predictionTable",
      "readLabDocuments",
      "removeControlPlaneTaint",
      "repairFindings",
      "requiredRights",
      "rightsManifest",
      "routeTable",
      "routes",
      "rowsTo",
      "sabotage",
      "services",
      "shell",
      "shellCommand",
      "show",
      "streamTaps",
      "table",
      "tapsOfLab",
      "tapsOfPath",
      "tracePath",
      "transfer",
      "untilAborted",
      "verifyLab",
      "verifyLayers",
      "verifyPath",
    ]
  `)
})

test('everything of packet, configs and evidence is there too: no two names hide each other', () => {
  expect(
    Object.keys(sdk)
      .filter((name) => theirs.has(name))
      .sort(),
  ).toEqual([...theirs].sort())
})

test('those names of theirs that have another meaning here take endpoints of a lab', () => {
  const changed = Object.entries(pure).flatMap(([from, names]) =>
    Object.entries(names).flatMap(([name, value]) =>
      Object.entries(sdk).some(([n, v]) => n === name && v !== value) ? [`${from}.${name}`] : [],
    ),
  )
  expect(changed.sort()).toEqual(['evidence.assertEncap', 'evidence.predictPath'])
})

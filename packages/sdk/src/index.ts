export { addNodes, type GrownLab } from './cluster/add-nodes.ts'
export { attachClabFabric, type Fabric } from './cluster/attach-clab-fabric.ts'
export type { Cluster, Endpoint, NodeEndpoint } from './cluster/cluster.ts'
export type { Lifetime } from './lab/state.ts'
export { connectCluster, type ConnectExistingOptions, type ConnectOptions } from './cluster/connect-cluster.ts'
export { createKindCluster, type CreateOptions } from './cluster/create-kind-cluster.ts'
export { destroyCluster } from './cluster/destroy-cluster.ts'
export { findEndpoint } from './cluster/find-endpoint.ts'
export { installFlannel, type InstallFlannelOptions } from './cluster/install-flannel.ts'
export type { InstallOptions } from './cluster/install-options.ts'
export { installCalico, type InstallCalicoOptions } from './cluster/install-calico.ts'
export { installNodeTools, nodes, removeControlPlaneTaint, type Node } from './cluster/nodes.ts'
export { capture, type Capture, type CaptureOptions, type LiveCapture } from './capture/capture.ts'
export { formatCapture, type FormatCaptureOptions } from './capture/format-capture.ts'
export type { CaptureLimits } from './capture/limits.ts'
export { noteVerdict } from './capture/note-verdict.ts'
export type { LivePacket } from './capture/packet-log.ts'
export { tapsOfLab, tapsOfPath } from './capture/lab-taps.ts'
export { pcapngFile, pcapngTo, type PacketOutput, type PcapngFileOptions } from './capture/packet-output.ts'
export { jsonLinesTo, rowsTo } from './capture/packet-texts.ts'
export { planTaps, type PlannedTap } from './capture/plan-taps.ts'
export { streamTaps, type StreamOptions } from './capture/stream-taps.ts'
export type { StreamedTap, StreamedTaps } from './capture/streamed-taps.ts'
export { compareLabs, type CompareOptions, type LabComparison, type LabDifference } from './compare/compare-labs.ts'
export { formatComparison } from './compare/format-comparison.ts'
export type { KnownDifference } from './compare/known-difference.ts'
export { observeLab, type ObserveOptions } from './compare/observe-lab.ts'
export type { FlowRequest } from './compare/send-flow.ts'
export type { LabSnapshot } from './compare/snapshot.ts'
export { examine, type ExamineOptions } from './doctor/examine.ts'
export type { Ability, Finding, FindingStatus, Judgement, Repair } from './doctor/finding.ts'
export { outlook, type Outlook, type OutlookQuestion } from './doctor/outlook.ts'
export { repairFindings, type RepairOptions, type RepairResult } from './doctor/repair.ts'
export type { EngineName } from './engine/choose.ts'
export { formatAccess, planAccess, type AccessPlan, type AccessRequest } from './engine/existing/plan-access.ts'
export { requiredRights, type ClusterTask, type RequiredRight, type RightsOptions } from './engine/existing/rights.ts'
export { rightsManifest } from './engine/existing/rights-manifest.ts'
export type { HostName } from './host/choose-host.ts'
export type { Kubernetes } from './kubernetes/kubernetes.ts'
export type { EngineKind, InstalledCni } from './engine/engine.ts'
export {
  CommandError,
  EngineError,
  LabError,
  LabStateError,
  LabTimeoutError,
  ToolMissingError,
  TrustError,
  UnknownNameError,
} from './errors.ts'
export { interfaces, type Interface } from './interfaces/interfaces.ts'
export {
  inspectLab,
  inspectNodes,
  inspectPods,
  type InspectedFabricNode,
  type InspectedNode,
  type InspectedPod,
  type LabOverview,
} from './inspect/inspect-lab.ts'
export { inspectInterfaces, inspectRoutes, type AtPlace } from './inspect/inspect-places.ts'
export { lossCounters, type LossCounters } from './loss/counters.ts'
export { explainLoss, type LossEvidence } from './loss/explain-loss.ts'
export { explainTrace, type TraceEvidence } from './loss/explain-trace.ts'
export { lostPacket, type LostPacket } from './loss/lost-packet.ts'
export { assertEncapMatrix, encapMatrix, type EncapMatrixOptions, type LabEncapMatrix } from './matrix/encap-matrix.ts'
export { collectGarbage, type GarbageOptions } from './records/collect-garbage.ts'
export { bringUpLab } from './up/bring-up-lab.ts'
export { planLab, type UpPlan } from './up/plan-lab.ts'
export { readLabDocuments, type LabPaths } from './up/read-lab-documents.ts'
export type { PlannedStep, UpStepName } from './up/planned-step.ts'
export type { UpOptions, UpStep } from './up/up-options.ts'
export { listLabs } from './records/list-labs.ts'
export type { Leftover } from './records/leftover.ts'
export type { LabRecord } from './records/lab-record.ts'
export { formatTable } from './output/format-table.ts'
export { bgpSessions } from './bgp/bgp-sessions.ts'
export type { BgpSession } from './bgp/session.ts'
export { formatRoute, parseRoutes, routes, type Route } from './routes/routes.ts'
export { documentLab } from './prediction/document-lab.ts'
export { predictDocuments } from './prediction/predict-documents.ts'
export { pathLab, type PathLabOptions } from './prediction/path-lab.ts'
export { predictPath } from './prediction/predict-path.ts'
export { untilAborted } from './process/until-aborted.ts'
export { assertMtu, type MtuVerdict } from './reach/assert-mtu.ts'
export { assertReachable, type ReachOptions, type ReachVerdict } from './reach/assert-reachable.ts'
export { guardGroup, type GroupGuard } from './process/group-guard.ts'
export { gatherReport, type GatherOptions } from './report/gather-report.ts'
export type { GivenVerdict } from './report/join-verdicts.ts'
export type { AppliedChange, Fault, FaultAssertion, TakeBack } from './sabotage/fault.ts'
export { faults, type FaultName } from './sabotage/faults.ts'
export { sabotage, type AppliedFault } from './sabotage/sabotage.ts'
export type { FaultSite, SiteNode } from './sabotage/site.ts'
export { clusterGraph } from './show/cluster-graph.ts'
export type { Displayable, DisplayBundle } from './show/displayable.ts'
export { drawDot } from './show/draw-dot.ts'
export { ladder, matrixTable, predictionTable } from './show/evidence-views.ts'
export { labPicture } from './show/lab-picture.ts'
export { pathPicture } from './show/path-picture.ts'
export { packetTable, type PacketTableOptions } from './show/packet-table.ts'
export { routeTable } from './show/route-table.ts'
export { show } from './show/show.ts'
export { table } from './show/table.ts'
export { exec, type ExecOptions } from './shell/exec.ts'
export { shell, shellCommand, type ShellOptions } from './shell/shell.ts'
export { httpGet, transfer, type HttpResponse, type TransferResult } from './traffic/http-get.ts'
export { ping, type PingError, type PingOptions, type PingResult } from './traffic/ping.ts'
export { assertPath, verifyPath, type LabPathComparison } from './trace/assert-path.ts'
export { tracePath, type LabTrace, type TraceOptions } from './trace/trace-path.ts'
export { failingPairs, type FailingPair } from './verify/failing-pairs.ts'
export { formatJunit } from './verify/format-junit.ts'
export { formatVerification, type FormatVerificationOptions } from './verify/format-verification.ts'
export { verifyLab, type VerifyOptions } from './verify/verify-lab.ts'
export {
  countOutcomes,
  verifyLayers,
  type AbsentLayer,
  type LabVerification,
  type LayerFinding,
  type VerifyLayer,
} from './verify/verification.ts'
export { assertEncap, type LabEncapQuestion } from './verdict/assert-encap.ts'
export { assertRoute, type RouteAssertion } from './verdict/assert-route.ts'
export type { ExpectedRoute, RouteVerdict } from './verdict/judge-route.ts'
export { deletePod, deleteWorkload } from './workload/delete-workload.ts'
export { deployWorkload, pods, type Pod, type Workload } from './workload/deploy-workload.ts'
export {
  services,
  type ServiceEndpointRecord,
  type ServicePortRecord,
  type ServiceRecord,
} from './workload/services.ts'
export type { EncapsulationMode } from '@underlay/configs'
export * from '@underlay/configs'
export * from '@underlay/evidence'
export * from '@underlay/packet'

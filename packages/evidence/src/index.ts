export { fromCaptureFile } from './capture/tapped-capture.ts'
export type { FromCaptureFileOptions, Tap, TappedCapture } from './capture/tapped-capture.ts'
export { whyNotUnderlay } from './capture/underlay-tap.ts'
export { compareAcross } from './comparison/compare-across.ts'
export type { AcrossQuery } from './comparison/compare-across.ts'
export type { Comparison, FieldDifference, PacketPair } from './comparison/comparison.ts'
export type { Encapsulation, ObservedEncapsulation } from './flow/encapsulation.ts'
export { findFlow } from './flow/find-flow.ts'
export type { FlowQuery } from './flow/find-flow.ts'
export type { Direction, FlowPacket, IpHeader } from './flow/flow-packet.ts'
export { comparePath } from './path-comparison/compare-path.ts'
export type { ComparePathOptions } from './path-comparison/compare-path.ts'
export type { KernelAnswer, KernelRoute } from './path-comparison/kernel-route.ts'
export type { PathComparison, PathComparisonRow, PathDisagreement } from './path-comparison/path-comparison.ts'
export { formatMatrix } from './matrix/format-matrix.ts'
export { judgeMatrix } from './matrix/judge-matrix.ts'
export type {
  EncapMatrix,
  MatrixAsymmetry,
  MatrixCell,
  MatrixEnd,
  MatrixExpectation,
  MatrixQuestion,
} from './matrix/matrix.ts'
export type { PathHeader } from './path/path-header.ts'
export type { PathLab, PathPod, PathService, PathServicePort } from './path/path-lab.ts'
export type {
  PathDecision,
  PathPrediction,
  PathTraffic,
  PredictedHop,
  PredictedPath,
  PredictedRoute,
  PredictedWay,
  RouteQuestion,
} from './path/prediction.ts'
export type { HeaderChange, PathTrace, TracedError, TracedHop, TracedWay } from './path/trace.ts'
export { formatPrediction } from './prediction/format-prediction.ts'
export { pathTaps } from './prediction/path-taps.ts'
export { predictPath } from './prediction/predict-path.ts'
export type { PredictOptions } from './prediction/predict-path.ts'
export { PredictionError } from './prediction/prediction-error.ts'
export { shouldEncapsulate } from './rule/encapsulation-rule.ts'
export type { EncapsulationMode } from './rule/encapsulation-rule.ts'
export { routeCommand } from './path-comparison/kernel-route.ts'
export { findPath } from './trace/find-path.ts'
export type { PathQuery } from './trace/find-path.ts'
export { formatLadder } from './trace/format-ladder.ts'
export type { LadderOptions } from './trace/format-ladder.ts'
export { formatTree } from './trace/format-tree.ts'
export type { TapTopology } from './trace/tap-topology.ts'
export { AssertionError } from './verdict/assertion-error.ts'
export { assertEncap } from './verdict/assert-encap.ts'
export { InconclusiveError } from './verdict/inconclusive-error.ts'
export { judgeEncap } from './verdict/judge-encap.ts'
export { requirePass } from './verdict/require-pass.ts'
export type { EncapContext, EncapQuestion } from './verdict/question.ts'
export type { DirectionFinding, EncapVerdict, Outcome, TapFinding, Verdict } from './verdict/verdict.ts'
export type {
  Report,
  ReportCapture,
  ReportFlow,
  ReportHop,
  ReportRoutes,
  ReportVerdict,
  ReportWay,
} from './report/report.ts'
export type { RunPlace } from './report/run-place.ts'
export { displayStyles } from './picture/display-styles.ts'
export { escapeHtml } from './picture/html.ts'
export { ladderHtml } from './picture/ladder-html.ts'
export { matrixHtml } from './picture/matrix-html.ts'
export { packetsHtml } from './picture/packets-html.ts'
export { predictionHtml } from './picture/prediction-html.ts'
export { tableHtml } from './picture/table-html.ts'
export { formatVerdict, verdictHtml } from './picture/verdict-html.ts'
export { formatPaths } from './picture/format-paths.ts'
export { pathsDot } from './picture/paths-dot.ts'
export { pathsMermaid } from './picture/paths-mermaid.ts'

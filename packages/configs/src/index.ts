export type { Issue } from './issue/issue.ts'
export { formatIssue } from './issue/issue.ts'
export { TopologyError } from './issue/topology-error.ts'
export { suggest } from './issue/suggest.ts'

export { locate } from './document/position.ts'
export type { Position } from './document/position.ts'
export type { Path } from './document/path.ts'
export type { SourceOptions } from './document/parse.ts'
export type { DocumentName } from './document/document-schema.ts'
export { documentSchema } from './document/document-schema.ts'
export type { JsonSchema } from './document/json-schema.ts'

export { AddressError } from './address/address-error.ts'
export { addressAt, subnetAt, subnetCount } from './address/address-at.ts'
export type { Cidr } from './address/cidr.ts'
export {
  cidrContains,
  cidrInside,
  cidrsOverlap,
  isCidr,
  isIpv4Cidr,
  isIpv6Cidr,
  networkOf,
  parseCidr,
} from './address/cidr.ts'
export type { IpFamily } from './address/ip-value.ts'
export { canonicalAddress, compareAddresses, familyOf, isIp, isIpv4, isIpv6 } from './address/ip.ts'

export type { KindConfig, KindIpFamily, KindNetworking, KindNode } from './kind/config.ts'
export type { KindConfigSpec, KindNodeSpec } from './kind/build.ts'
export { kindConfig } from './kind/build.ts'
export { withNodeImage } from './kind/with-node-image.ts'
export { renderKindConfig } from './kind/render.ts'
export { requestedClusterTrust } from './kind/requested-cluster-trust.ts'
export { parseKindConfig } from './kind/parse.ts'
export type { ClusterModel, ClusterNode } from './kind/describe.ts'
export { describeCluster } from './kind/describe.ts'

export type {
  ClabEndpoint,
  ClabHealthcheck,
  ClabLink,
  ClabLinkVars,
  ClabLongLink,
  ClabManagement,
  ClabNode,
  ClabShortLink,
  ClabSingleLink,
  ClabStage,
  ClabStageCommand,
  ClabStageName,
  ClabTopology,
} from './clab/topology.ts'
export { renderClabTopology } from './clab/render.ts'
export type { ClabSourceOptions } from './clab/parse.ts'
export { parseClabTopology } from './clab/parse.ts'
export { boundSources } from './clab/bound-sources.ts'
export { requestedBridges } from './clab/requested-bridges.ts'
export { requestedTrust } from './clab/requested-trust.ts'
export type { FabricContext } from './clab/review-fabric.ts'
export { commandPlace } from './clab/command-place.ts'
export { describeFabric } from './clab/describe.ts'
export type {
  DefaultRoutes,
  FabricDevice,
  FabricAddress,
  FabricEndpoint,
  FabricGateway,
  FabricHost,
  FabricLink,
  FabricModel,
  FabricServer,
  FabricStage,
  FabricStageName,
  Healthcheck,
  Impairment,
  LinkVlan,
  ManagementNetwork,
  ManagementPort,
  ManagementSubnet,
  NodeBridge,
  StageCommand,
} from './clab/fabric.ts'
export type { StageOf } from './clab/deployment-levels.ts'
export { deploymentLevels } from './clab/deployment-levels.ts'
export { splitCommand } from './clab/split-command.ts'

export type {
  GatewayBgp,
  GatewayConfig,
  GatewayInterface,
  GatewayKind,
  GatewayNeighbor,
  GatewayVlan,
  SourceNatRule,
  StaticRoute,
} from './gateway/config.ts'
export type { ParsedGateway } from './gateway/parse-gateway.ts'
export { parseFrrConf } from './gateway/parse-frr.ts'
export type { FrrConfigs } from './gateway/render-frr.ts'
export { renderFrrConf, renderFrrConfigs } from './gateway/render-frr.ts'
export { parseVyosConfigBoot } from './gateway/parse-vyos.ts'
export { renderVyosConfigBoot } from './gateway/render-vyos.ts'
export type { LinuxGateway } from './gateway/render-linux.ts'
export { renderLinuxGateway } from './gateway/render-linux.ts'

export type { CalicoCluster, CalicoOptions, CalicoSettings } from './calico/settings.ts'
export type { CalicoPool, CalicoPoolOptions, EncapsulationMode } from './calico/pools.ts'
export type { CalicoBgp, CalicoBgpOptions, CalicoBgpPeer } from './calico/bgp.ts'
export { selects } from './calico/selector.ts'
export { calicoSettings } from './calico/settings.ts'
export type { DetectedAddress, NodeInterface } from './calico/detect-address.ts'
export { detectAddress } from './calico/detect-address.ts'
export { allocateBlocks, blockAddress, freeBlock } from './calico/blocks.ts'
export { vethName } from './calico/veth-name.ts'
export type { CalicoMtu } from './calico/mtu.ts'
export { calicoMtu } from './calico/mtu.ts'
export { vxlanMac } from './calico/vxlan-mac.ts'
export type { CalicoManifestOptions } from './calico/manifest/check-options.ts'
export { checkCalicoManifestOptions } from './calico/manifest/check-options.ts'
export { patchCalicoManifest } from './calico/manifest/patch.ts'
export { calicoVersionOf } from './calico/manifest/version.ts'
export type { IppoolPatch } from './calico/ippool-patch.ts'
export { ippoolPatch } from './calico/ippool-patch.ts'
export type { CalicoObjects } from './calico/objects.ts'
export { calicoTunnel, readCalico } from './calico/objects.ts'

export type { KernelNeed, LabDocuments } from './kernel/kernel-needs.ts'
export { kernelNeedNames, kernelNeeds } from './kernel/kernel-needs.ts'
export type { FlannelBackend, FlannelOptions, FlannelSettings } from './flannel/settings.ts'
export { flannelSettings } from './flannel/settings.ts'
export { patchFlannelManifest } from './flannel/patch.ts'
export type { FlannelNode } from './flannel/cni.ts'
export { flannelCni } from './flannel/cni.ts'
export type { FlannelObjects } from './flannel/objects.ts'
export { readFlannel } from './flannel/objects.ts'

export type { CniModel, CniNode, CniPool, CniTunnel } from './cni/model.ts'

export type {
  Container,
  ContainerPort,
  DaemonSet,
  Deployment,
  KubernetesObject,
  ObjectMeta,
  PodManifest,
  PodSpec,
  PodTemplate,
  Service,
  ServiceIpFamily,
  ServicePort,
  Toleration,
  TrafficPolicy,
} from './workload/manifest.ts'
export type { DaemonSetOptions, DeploymentOptions, PodManifestOptions, PodOptions } from './workload/build-pods.ts'
export { daemonSet, deployment, pod } from './workload/build-pods.ts'
export type { NodePortOptions, ServiceOptions } from './workload/build-services.ts'
export { clusterIpService, nodePortService } from './workload/build-services.ts'
export { renderManifests } from './workload/render.ts'
export { parseManifests } from './workload/parse.ts'
export { requestedWorkloadTrust } from './workload/requested-workload-trust.ts'
export { imagesOf, preferLocalImages, replaceImages } from './workload/images.ts'
export type { ImageReplacementsOptions } from './workload/image-replacements.ts'
export { parseImageReplacements } from './workload/image-replacements.ts'
export type { WorkloadContext, WorkloadModel } from './workload/describe.ts'
export { describeWorkload } from './workload/describe.ts'
export type { ContainerPortModel, PodModel, PodTemplateModel } from './workload/read-pod.ts'
export type { DaemonSetModel, DeploymentModel } from './workload/read-set.ts'
export type { ServiceModel, ServicePortModel } from './workload/read-service.ts'
export type { ServiceFamilies } from './workload/read-service-options.ts'
export { familiesIn } from './workload/check-in-cluster.ts'

export type { LabDefinition } from './lab/lab-definition.ts'
export type { LabParts } from './lab/define-lab.ts'
export { defineLab } from './lab/define-lab.ts'
export type { Preset, PresetOptions } from './lab/presets.ts'
export { presets } from './lab/presets.ts'
export type { FlannelPreset, LabPreset } from './presets/lab-preset.ts'
export { calicoIpipCrossSubnet } from './presets/calico-ipip-cross-subnet.ts'
export type { RackGateways, RacksOptions } from './racks/options.ts'
export { racks } from './racks/racks.ts'

export type { GraphEnd, GraphInterface, GraphLink, GraphPlace, LabGraph } from './graph/lab-graph.ts'
export type { GraphContent, GraphPod } from './graph/graph-content.ts'
export type { LabGraphOptions } from './graph/document-graph.ts'
export { formatGraph } from './graph/format-graph.ts'
export { labGraph } from './graph/document-graph.ts'
export { graphDot } from './graph/graph-dot.ts'
export { graphMermaid } from './graph/graph-mermaid.ts'
export { escapeDotLabel, quoteDot } from './graph/dot-text.ts'
export { mermaidText } from './graph/mermaid-text.ts'
export { modelGraph } from './graph/model-graph.ts'
export { placeNames } from './graph/place-names.ts'

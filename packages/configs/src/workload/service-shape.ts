import type { Shape } from '../document/shape.ts'
import { anything, text, texts } from '../document/shape.ts'
import { labels, port, protocol, unread } from './shape.ts'

/** Parts of a Service that would change where packets go, and are not modelled. */
export const REFUSED_SERVICE_KEYS: readonly string[] =
  'allocateLoadBalancerNodePorts externalIPs externalName healthCheckNodePort loadBalancerClass loadBalancerIP loadBalancerSourceRanges trafficDistribution'.split(
    ' ',
  )

const policy: Shape = { type: 'string', oneOf: ['Cluster', 'Local'] }

const servicePort: Shape = {
  type: 'object',
  required: ['port'],
  keys: {
    name: text,
    protocol,
    port,
    targetPort: { type: 'scalar' },
    nodePort: { type: 'integer', min: 30000, max: 32767 },
    appProtocol: text,
  },
}

const affinityConfig: Shape = {
  type: 'object',
  keys: { clientIP: { type: 'object', keys: { timeoutSeconds: { type: 'integer', min: 1, max: 86_400 } } } },
}

/** A Service's `spec`. */
export const serviceShape: Shape = {
  type: 'object',
  required: ['selector', 'ports'],
  keys: {
    type: text,
    selector: labels,
    ports: { type: 'list', of: servicePort },
    clusterIP: text,
    clusterIPs: texts,
    externalTrafficPolicy: policy,
    internalTrafficPolicy: policy,
    sessionAffinity: { type: 'string', oneOf: ['None', 'ClientIP'] },
    sessionAffinityConfig: affinityConfig,
    ipFamilies: { type: 'list', of: { type: 'string', oneOf: ['IPv4', 'IPv6'] } },
    ipFamilyPolicy: { type: 'string', oneOf: ['SingleStack', 'PreferDualStack', 'RequireDualStack'] },
    publishNotReadyAddresses: anything,
    ...unread(REFUSED_SERVICE_KEYS),
  },
}

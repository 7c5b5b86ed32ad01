import type { Shape } from '../document/shape.ts'
import { anything, text } from '../document/shape.ts'

const labels: Shape = { type: 'map', of: text }
const port: Shape = { type: 'integer', min: 1, max: 65535 }

const metadata = {
  type: 'object',
  required: ['name'],
  keys: { name: text, namespace: text, labels, annotations: labels },
} satisfies Shape

/** Any Kubernetes object: what else it has, its kind says. */
export const anyObjectShape: Shape = {
  type: 'object',
  open: true,
  required: ['apiVersion', 'kind', 'metadata'],
  keys: { apiVersion: text, kind: text, metadata: { ...metadata, open: true } },
}

/** An object of the kinds that are modelled. */
export const objectShape: Shape = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata'],
  keys: { apiVersion: text, kind: text, metadata, spec: anything, data: anything, status: anything },
}

/** Parts of a container that change no packet of the model. */
export const IGNORED_CONTAINER_KEYS: readonly string[] =
  'args command env envFrom imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext startupProbe stdin tty volumeMounts workingDir'.split(
    ' ',
  )

/** Parts of a pod that change no packet of the model. */
export const IGNORED_POD_KEYS: readonly string[] =
  'automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks imagePullSecrets priorityClassName restartPolicy securityContext serviceAccount serviceAccountName terminationGracePeriodSeconds volumes'.split(
    ' ',
  )

/** Parts of a pod that would change it, and are not modelled. */
export const REFUSED_POD_KEYS: readonly string[] =
  'affinity hostAliases hostIPC hostNetwork hostPID hostname initContainers nodeName overhead runtimeClassName schedulerName subdomain topologySpreadConstraints'.split(
    ' ',
  )

function unread(keys: readonly string[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(keys.map((key) => [key, anything]))
}

const container: Shape = {
  type: 'object',
  required: ['name', 'image'],
  keys: { name: text, image: text, ...unread(IGNORED_CONTAINER_KEYS) },
}

const toleration: Shape = {
  type: 'object',
  keys: {
    key: text,
    operator: { type: 'string', oneOf: ['Exists', 'Equal'] },
    value: text,
    effect: { type: 'string', oneOf: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
    tolerationSeconds: anything,
  },
}

const podSpec: Shape = {
  type: 'object',
  required: ['containers'],
  keys: {
    containers: { type: 'list', of: container },
    tolerations: { type: 'list', of: toleration },
    nodeSelector: labels,
    ...unread([...IGNORED_POD_KEYS, ...REFUSED_POD_KEYS]),
  },
}

/** A DaemonSet's `spec`. */
export const daemonSetShape: Shape = {
  type: 'object',
  required: ['selector', 'template'],
  keys: {
    selector: { type: 'object', required: ['matchLabels'], keys: { matchLabels: labels } },
    template: {
      type: 'object',
      required: ['metadata', 'spec'],
      keys: {
        metadata: { type: 'object', required: ['labels'], keys: { labels, annotations: labels, name: text } },
        spec: podSpec,
      },
    },
    minReadySeconds: anything,
    revisionHistoryLimit: anything,
    updateStrategy: anything,
  },
}

/** Parts of a Service that would change where packets go, and are not modelled. */
export const REFUSED_SERVICE_KEYS: readonly string[] =
  'clusterIP clusterIPs externalIPs externalName externalTrafficPolicy internalTrafficPolicy loadBalancerIP sessionAffinity sessionAffinityConfig trafficDistribution'.split(
    ' ',
  )

const servicePort: Shape = {
  type: 'object',
  required: ['port'],
  keys: {
    name: text,
    protocol: { type: 'string', oneOf: ['TCP', 'UDP'] },
    port,
    targetPort: port,
    nodePort: { type: 'integer', min: 30000, max: 32767 },
    appProtocol: text,
  },
}

/** A Service's `spec`. */
export const serviceShape: Shape = {
  type: 'object',
  required: ['selector', 'ports'],
  keys: {
    type: { type: 'string', oneOf: ['ClusterIP', 'NodePort'] },
    selector: labels,
    ports: { type: 'list', of: servicePort },
    ipFamilies: anything,
    ipFamilyPolicy: anything,
    ...unread(REFUSED_SERVICE_KEYS),
  },
}

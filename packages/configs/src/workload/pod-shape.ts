import type { Shape } from '../document/shape.ts'
import { anything, text } from '../document/shape.ts'
import { labels, port, protocol, unread } from './shape.ts'

/** Parts of a container that change no packet of the model. */
export const IGNORED_CONTAINER_KEYS: readonly string[] =
  'args command env envFrom imagePullPolicy lifecycle livenessProbe readinessProbe resources securityContext startupProbe stdin terminationMessagePath terminationMessagePolicy tty volumeMounts workingDir'.split(
    ' ',
  )

/** Parts of a pod that change no packet of the model. */
export const IGNORED_POD_KEYS: readonly string[] =
  'automountServiceAccountToken enableServiceLinks imagePullSecrets priorityClassName restartPolicy securityContext serviceAccount serviceAccountName terminationGracePeriodSeconds volumes'.split(
    ' ',
  )

/** Parts of a pod that say how it asks DNS: there is none. */
export const DNS_POD_KEYS: readonly string[] = ['dnsConfig', 'dnsPolicy']

/** Parts of a pod that would change it, and are not modelled. */
export const REFUSED_POD_KEYS: readonly string[] =
  'affinity ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostname initContainers overhead readinessGates runtimeClassName schedulerName schedulingGates setHostnameAsFQDN shareProcessNamespace subdomain topologySpreadConstraints'.split(
    ' ',
  )

const containerPort: Shape = {
  type: 'object',
  required: ['containerPort'],
  keys: { name: text, containerPort: port, protocol, hostPort: anything, hostIP: anything },
}

const container: Shape = {
  type: 'object',
  required: ['name', 'image'],
  keys: {
    name: text,
    image: text,
    ports: { type: 'list', of: containerPort },
    ...unread(IGNORED_CONTAINER_KEYS),
  },
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

/** A pod's `spec`. */
export const podSpecShape: Shape = {
  type: 'object',
  required: ['containers'],
  keys: {
    containers: { type: 'list', of: container },
    tolerations: { type: 'list', of: toleration },
    nodeSelector: labels,
    nodeName: text,
    ...unread([...IGNORED_POD_KEYS, ...DNS_POD_KEYS, ...REFUSED_POD_KEYS]),
  },
}

const template: Shape = {
  type: 'object',
  required: ['metadata', 'spec'],
  keys: {
    metadata: { type: 'object', required: ['labels'], keys: { labels, annotations: labels, name: text } },
    spec: podSpecShape,
  },
}

const set = {
  selector: { type: 'object', required: ['matchLabels'], keys: { matchLabels: labels } },
  template,
  minReadySeconds: anything,
  revisionHistoryLimit: anything,
} satisfies Readonly<Record<string, Shape>>

/** A DaemonSet's `spec`. */
export const daemonSetShape: Shape = {
  type: 'object',
  required: ['selector', 'template'],
  keys: { ...set, updateStrategy: anything },
}

/** A Deployment's `spec`; the number of replicas is what a lab can hold. */
export const deploymentShape: Shape = {
  type: 'object',
  required: ['selector', 'template'],
  keys: {
    ...set,
    replicas: { type: 'integer', min: 0, max: 10_000 },
    strategy: anything,
    progressDeadlineSeconds: anything,
  },
}

import { expect, test } from 'vitest'
import { describeWorkload, parseManifests } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const run = (text: string) => describeWorkload(parseManifests(text, { file: 'app.yaml' }))

const CASES: readonly { title: string; edits: readonly [string, string][]; refused: readonly string[] }[] = [
  {
    title: 'a StatefulSet',
    edits: [['kind: DaemonSet\n#', 'kind: StatefulSet\n#']],
    refused: [
      'app.yaml:2:7 kind StatefulSet app is not modelled by the netns engine; it knows DaemonSet, Deployment, Pod, Service; use engine kind',
    ],
  },
  {
    title: 'a NetworkPolicy',
    edits: [['apiVersion: v1\nkind: Service', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy']],
    refused: [
      'app.yaml:23:7 kind NetworkPolicy app is not modelled by the netns engine: every pod reaches every pod; it knows DaemonSet, Deployment, Pod, Service; use engine kind',
    ],
  },
  {
    title: 'hostNetwork',
    edits: [['    spec:\n      containers', '    spec:\n      hostNetwork: true\n      containers']],
    refused: [
      'app.yaml:18:7 spec.template.spec.hostNetwork of DaemonSet app is not modelled by the netns engine; remove it, or use engine kind',
    ],
  },
  {
    title: 'an unknown key',
    edits: [['nodePort: 32000', 'nodeport: 32000']],
    refused: ["app.yaml:34:5 spec.ports[0].nodeport is not a known key; did you mean 'nodePort'?"],
  },
  {
    title: 'a nodePort out of range',
    edits: [['nodePort: 32000', 'nodePort: 3200']],
    refused: ['app.yaml:34:15 spec.ports[0].nodePort must be an integer from 30000 to 32767, is 3200'],
  },
  {
    title: "Calico's own policy",
    edits: [['apiVersion: v1\nkind: Service', 'apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy']],
    refused: [
      'app.yaml:23:7 kind GlobalNetworkPolicy app is not modelled by the netns engine: every pod reaches every pod; it knows DaemonSet, Deployment, Pod, Service; use engine kind',
    ],
  },
  {
    title: 'an Ingress',
    edits: [['apiVersion: v1\nkind: Service', 'apiVersion: networking.k8s.io/v1\nkind: Ingress']],
    refused: [
      'app.yaml:23:7 kind Ingress app is not modelled by the netns engine: no ingress controller runs; it knows DaemonSet, Deployment, Pod, Service; use engine kind',
    ],
  },
  {
    title: 'an init container, and a port of the node',
    edits: [
      [
        '    spec:\n      containers',
        '    spec:\n      initContainers:\n      - image: a\n        name: a\n      containers',
      ],
      ['- image: burl', '- ports:\n        - containerPort: 80\n          hostPort: 8080\n        image: burl'],
    ],
    refused: [
      'app.yaml:18:7 spec.template.spec.initContainers of DaemonSet app is not modelled by the netns engine; remove it, or use engine kind',
      'app.yaml:24:11 spec.template.spec.containers[0].ports[0].hostPort of DaemonSet app is not modelled by the netns engine; remove it, or use engine kind',
    ],
  },
  {
    title: 'a node for a DaemonSet',
    edits: [['    spec:\n      containers', '    spec:\n      nodeName: lab-worker\n      containers']],
    refused: [
      'app.yaml:18:7 spec.template.spec.nodeName of DaemonSet app has no meaning: it has a pod on each node; use nodeSelector',
    ],
  },
  {
    title: 'a LoadBalancer',
    edits: [['type: NodePort', 'type: LoadBalancer']],
    refused: [
      'app.yaml:27:9 spec.type LoadBalancer of Service app is not modelled by the netns engine, which knows ClusterIP and NodePort; use engine kind',
    ],
  },
  {
    title: 'an ExternalName',
    edits: [['type: NodePort\n  selector:\n    app: app', 'type: ExternalName\n  externalName: a.example']],
    refused: [
      'app.yaml:27:9 spec.type ExternalName of Service app is not modelled by the netns engine, which knows ClusterIP and NodePort; use engine kind',
    ],
  },
  {
    title: 'addresses from elsewhere',
    edits: [['type: NodePort', 'type: NodePort\n  externalIPs: [192.0.2.1]']],
    refused: [
      'app.yaml:28:3 spec.externalIPs of Service app is not modelled by the netns engine; remove it, or use engine kind',
    ],
  },
  {
    title: 'what is for a NodePort, on a ClusterIP',
    edits: [['type: NodePort', 'type: ClusterIP\n  externalTrafficPolicy: Local']],
    refused: [
      'app.yaml:28:3 spec.externalTrafficPolicy is for type: NodePort, and Service app is a ClusterIP; remove it',
      'app.yaml:35:15 spec.ports[0].nodePort is for type: NodePort, and this is a ClusterIP; remove it',
    ],
  },
  {
    title: 'a Service that selects nothing',
    edits: [['selector:\n    app: app\n  ports', 'selector: {}\n  ports']],
    refused: ['app.yaml:28:3 spec.selector is empty, so that Service app has no pods; add a label'],
  },
  {
    title: 'a timeout without affinity, and one that is too long',
    edits: [['type: NodePort', 'type: NodePort\n  sessionAffinityConfig: { clientIP: { timeoutSeconds: 90 } }']],
    refused: ['app.yaml:28:3 spec.sessionAffinityConfig is for sessionAffinity: ClientIP; add that, or remove it'],
  },
  {
    title: 'an affinity of more than a day',
    edits: [
      [
        'type: NodePort',
        'type: NodePort\n  sessionAffinity: ClientIP\n  sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } }',
      ],
    ],
    refused: [
      'app.yaml:29:56 spec.sessionAffinityConfig.clientIP.timeoutSeconds must be an integer from 1 to 86400, is 86401',
    ],
  },
  {
    title: 'an address that is none, and a port that is none',
    edits: [
      ['type: NodePort', 'type: NodePort\n  clusterIP: here'],
      ['targetPort: 80', 'targetPort: 80_80'],
    ],
    refused: [
      "app.yaml:28:14 spec.clusterIP 'here' is not an address such as 10.96.0.50, and not None",
      "app.yaml:34:17 spec.ports[0].targetPort 80_80 is neither a port from 1 to 65535 nor a port's name",
    ],
  },
  {
    title: 'a NodePort without address',
    edits: [['type: NodePort', 'type: NodePort\n  clusterIP: None']],
    refused: ['app.yaml:28:14 spec.clusterIP None is for type: ClusterIP, and Service app is a NodePort'],
  },
  {
    title: 'two families for one',
    edits: [['type: NodePort', 'type: NodePort\n  ipFamilies: [IPv4, IPv6]']],
    refused: [
      'app.yaml:28:3 spec.ipFamilies of two families is for ipFamilyPolicy: PreferDualStack or RequireDualStack; add that',
    ],
  },
  {
    title: 'an address of the other family',
    edits: [['type: NodePort', 'type: NodePort\n  clusterIP: 10.96.0.50\n  ipFamilies: [IPv6]']],
    refused: ['app.yaml:29:16 spec.ipFamilies[0] is IPv6, and 10.96.0.50 is not'],
  },
  {
    title: 'a selector that matches no pod of its own',
    edits: [['matchLabels:\n      app: app', 'matchLabels:\n      app: ap']],
    refused: [
      "app.yaml:11:5 spec.selector.matchLabels selects app=ap, which the template's labels are not; make them the same",
    ],
  },
  {
    title: 'a missing name',
    edits: [['metadata:\n  name: app\nspec:\n  type', 'metadata: {}\nspec:\n  type']],
    refused: ['app.yaml:24:1 metadata.name is required'],
  },
  {
    title: 'a name that is none',
    edits: [['  name: app\nspec:\n  type', '  name: App\nspec:\n  type']],
    refused: ["app.yaml:25:9 metadata.name 'App' is not a name; use lower case letters, digits and '-' (RFC 1123)"],
  },
  {
    title: 'a wrong apiVersion',
    edits: [['apps/v1', 'v1']],
    refused: ["app.yaml:1:13 apiVersion 'v1' is not that of a DaemonSet; use apps/v1"],
  },
  {
    title: 'an object twice',
    edits: [
      ['type: NodePort\n', 'type: NodePort\n'],
      [
        'apiVersion: v1',
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  type: NodePort\n  selector:\n    app: app\n  ports:\n  - name: app\n    port: 8080\n    targetPort: 80\n    nodePort: 32000\n\n---\napiVersion: v1',
      ],
    ],
    refused: [
      'app.yaml:40:9 metadata.name Service default/app stands twice; remove one',
      'app.yaml:49:15 spec.ports[0].nodePort 32000 is already that of Service app; choose another',
    ],
  },
]

test.for(CASES)('$title is refused with its place', ({ edits, refused }) => {
  expect(refusal(() => run(edited(tutorial('workload.yaml'), edits)))).toEqual(refused)
})

test('the same text without a mistake is accepted', () => {
  expect(() => run(tutorial('workload.yaml'))).not.toThrow()
})

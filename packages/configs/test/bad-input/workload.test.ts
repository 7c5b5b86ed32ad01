import { expect, test } from 'vitest'
import { describeWorkload, parseManifests } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const run = (text: string) => describeWorkload(parseManifests(text, { file: 'app.yaml' }))

const CASES: readonly { title: string; edits: readonly [string, string][]; refused: readonly string[] }[] = [
  {
    title: 'a Deployment',
    edits: [['kind: DaemonSet\n#', 'kind: Deployment\n#']],
    refused: [
      'app.yaml:2:7 kind Deployment app is not modelled by the netns engine, which knows DaemonSet and Service; use engine kind',
    ],
  },
  {
    title: 'a NetworkPolicy',
    edits: [['apiVersion: v1\nkind: Service', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy']],
    refused: [
      'app.yaml:23:7 kind NetworkPolicy app is not modelled by the netns engine, which knows DaemonSet and Service; use engine kind',
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
    refused: [
      'app.yaml:31:5 spec.ports[0] has no nodePort; the netns engine allocates none: give one from 30000 to 32767',
      "app.yaml:34:5 spec.ports[0].nodeport is not a known key; did you mean 'nodePort'?",
    ],
  },
  {
    title: 'a nodePort out of range',
    edits: [['nodePort: 32000', 'nodePort: 3200']],
    refused: ['app.yaml:34:15 spec.ports[0].nodePort must be an integer from 30000 to 32767, is 3200'],
  },
  {
    title: 'a NodePort Service without nodePort',
    edits: [['    nodePort: 32000', '']],
    refused: [
      'app.yaml:31:5 spec.ports[0] has no nodePort; the netns engine allocates none: give one from 30000 to 32767',
    ],
  },
  {
    title: 'a LoadBalancer',
    edits: [['type: NodePort', 'type: LoadBalancer']],
    refused: ["app.yaml:27:9 spec.type must be one of ClusterIP, NodePort, is 'LoadBalancer'"],
  },
  {
    title: 'externalTrafficPolicy',
    edits: [['type: NodePort', 'type: NodePort\n  externalTrafficPolicy: Local']],
    refused: [
      'app.yaml:28:3 spec.externalTrafficPolicy of Service app is not modelled by the netns engine; remove it, or use engine kind',
    ],
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

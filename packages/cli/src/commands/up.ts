import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { cniChoices, documentArgs } from '../up/document-args.ts'

// As containerlab has it.
const topologyHint = '--kind kind.yaml --clab FILE: the nodes are those of a kind config'

/** Makes a lab, or brings one that runs to what its definition says. */
export const up = command({
  name: 'up',
  description: 'Makes a lab; of one that runs it makes what is missing. Without a lab it lists the presets.',
  args: {
    lab: {
      type: 'positional',
      required: false,
      description: 'a preset, or a file whose default export is a lab: lab.ts',
    },
    ...documentArgs,
    name: { type: 'string', valueHint: 'lab', description: 'another name for a preset' },
    engine: {
      type: 'enum',
      options: ['auto', 'kind', 'netns'],
      description: 'default kind where Docker and kind answer',
    },
    host: {
      type: 'enum',
      options: ['auto', 'local', 'microvm', 'docker'],
      description: 'what carries the netns engine',
    },
    'node-image': { type: 'string', valueHint: 'image', description: 'of every node; only on engine kind' },
    'tools-image': {
      type: 'string',
      valueHint: 'image',
      description: "of the lab's helper on engine kind; of the lab on host docker",
    },
    driver: {
      type: 'enum',
      options: ['auto', 'containerlab', 'built-in'],
      description: 'what wires the fabric; only on engine kind',
    },
    'cni-version': { type: 'string', valueHint: 'v3.32.1', description: 'of the CNI; only on engine kind' },
    'cni-manifest': {
      type: 'string',
      valueHint: 'file|URL',
      description: 'of the CNI, in place of a version; it has all rights on the nodes; only on engine kind',
    },
    offline: { type: 'boolean', description: 'never pull an image or download a manifest' },
    trust: { type: 'boolean', description: 'do what documents ask for beyond a network of their own' },
    reconfigure: { type: 'boolean', description: 'end a lab of that name first, and make it anew' },
    'dry-run': { type: 'boolean', description: 'say what each step would do, and why; change nothing' },
    json: { type: 'boolean', description: 'write the lab, or the plan, as JSON' },
  },
  choices: cniChoices,
  habits: { t: topologyHint, topo: topologyHint },
  examples: [
    'underlay up calico-ipip-crosssubnet',
    'underlay up lab.ts --dry-run',
    'underlay up lab.ts --reconfigure',
    'underlay up flannel-vxlan --engine netns --host local',
    'underlay up --kind kind.yaml --clab lab.clab.yaml --calico ipip=CrossSubnet',
    'underlay up calico-ipip-always --engine kind --driver built-in --cni-version v3.32.1',
  ],
  run: async (args, { signal, argv }) => {
    if (args._.length > 1) throw new UsageError(`one lab is made, not ${args._.length}`, `underlay up ${args.lab}`)
    // A variable may stand there for other labs.
    const isTyped = argv.some((word) => word.startsWith('--node-image'))
    if (isTyped && args.engine === 'netns') {
      throw new UsageError(
        'the nodes of engine netns have no image',
        'leave out --node-image, or underlay up --engine kind',
      )
    }
    // Slow to load: help and mistakes come before.
    const { up: run } = await import('../up/up.ts')
    return run(args, { signal, argv })
  },
})

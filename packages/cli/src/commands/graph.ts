import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'
import { graphFormat } from '../graph/graph-format.ts'
import { labArgs } from '../lab/lab-args.ts'

/** Draws a lab that runs, or one that its documents describe. */
export const graph = command({
  name: 'graph',
  description: 'Draws a lab, a running one or from its documents, as a tree for the terminal or as a picture.',
  args: {
    source: { type: 'positional', required: false, description: 'a preset, or lab.ts; default the lab that runs' },
    kind: { type: 'string', valueHint: 'kind.yaml', description: 'a kind config, in place of a source' },
    clab: { type: 'string', valueHint: 'lab.clab.yaml', description: 'its containerlab topology' },
    text: { type: 'boolean', description: 'a tree, the default' },
    svg: { type: 'boolean', description: 'a picture' },
    dot: { type: 'boolean', description: "Graphviz's language" },
    mermaid: { type: 'boolean', description: 'a flowchart, which GitHub draws in Markdown' },
    json: { type: 'boolean', description: 'places and links as data' },
    ...labArgs,
  },
  insteadOfLab: ['source', 'kind', 'clab'],
  examples: [
    'underlay graph',
    'underlay graph --lab two-racks --svg > lab.svg',
    'underlay graph calico-ipip-crosssubnet',
    'underlay graph lab.ts --mermaid',
    'underlay graph --kind kind.yaml --clab lab.clab.yaml --dot | dot -Tpng > lab.png',
  ],
  run: async ({ source, kind, clab, _: sources, ...args }, { signal }) => {
    if (sources.length > 1) throw new UsageError(`one lab is drawn, not ${sources.length}`, `underlay graph ${source}`)
    const format = graphFormat(args)
    // Slow to load: help and mistakes come before.
    const { graphText } = await import('../graph/graph-text.ts')
    const { documentGraph, runningGraph } = await import('../graph/lab-graphs.ts')
    const drawn = (await documentGraph({ lab: source, kind, clab }, signal)) ?? (await runningGraph(args, signal))
    process.stdout.write(`${await graphText(drawn, format)}\n`)
    return 0
  },
})

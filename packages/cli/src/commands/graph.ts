import { command } from '../command/command.ts'
import { untilAborted } from '../command/until-aborted.ts'
import { graphFormat } from '../graph/graph-format.ts'
import { labArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'

/** Draws a lab. */
export const graph = command({
  name: 'graph',
  description: 'Draws a lab: racks, gateways, nodes, pods, links, addresses. A tree for the terminal, or a picture.',
  args: {
    text: { type: 'boolean', description: 'a tree, the default' },
    svg: { type: 'boolean', description: 'a picture' },
    dot: { type: 'boolean', description: "Graphviz's language" },
    mermaid: { type: 'boolean', description: 'a flowchart, which GitHub draws in Markdown' },
    json: { type: 'boolean', description: 'places and links as data' },
    ...labArgs,
  },
  examples: ['underlay graph', 'underlay graph --svg > lab.svg', 'underlay graph --lab two-racks --mermaid'],
  run: async (args, { signal }) => {
    const format = graphFormat(args)
    await using cluster = await openLab(args)
    // Slow to load: help and mistakes come before.
    const { clusterGraph } = await import('@underlay/sdk')
    const { graphText } = await import('../graph/graph-text.ts')
    process.stdout.write(`${await graphText(await untilAborted(clusterGraph(cluster), signal), format)}\n`)
    return 0
  },
})

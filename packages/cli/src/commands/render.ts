import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'

/** Runs notebooks, records what their cells put out, checks it against the record, exports it. */
export const render = command({
  name: 'render',
  description: 'Runs notebooks, in the order given, and records beside each what its cells put out.',
  args: {
    notebooks: { type: 'positional', description: 'scripts with // %% cells: examples/05-check-routes.mts' },
    check: { type: 'boolean', description: 'run again and compare with the record by meaning; a difference fails' },
    update: { type: 'boolean', alias: 'u', description: 'as --check, and take what differs into the record' },
    to: {
      type: 'enum',
      options: ['md', 'html', 'ipynb'],
      description: 'export the record; runs only what has no record of the notebook as it is',
    },
    output: {
      type: 'string',
      alias: 'o',
      valueHint: 'folder',
      description: 'where exports go; default beside the notebook',
    },
  },
  several: 'notebooks',
  behind: '[-- ARGUMENTS...]',
  examples: [
    'underlay render examples/05-check-routes.mts',
    'underlay render examples/13-vxlan.mts -- --engine netns --host microvm',
    'underlay render --check examples/0*.mts',
    'underlay render -u examples/05-check-routes.mts',
    'underlay render --to html -o site examples/*.mts',
  ],
  run: async ({ _: notebooks, check = false, update = false, to, output }, { rest, signal }) => {
    if (to !== undefined && (check || update)) {
      throw new UsageError('--to exports a record and checks none', 'run underlay render --check first, then --to')
    }
    if (output !== undefined && to === undefined) {
      throw new UsageError('-o is the folder of exports', 'add --to md, --to html or --to ipynb')
    }
    // Slow to load: help and mistakes come before.
    const { renderNotebooks } = await import('../render/render-notebooks.ts')
    return renderNotebooks(notebooks, { check: check || update, update, to, output, args: rest, signal })
  },
})

import { command } from '../command/command.ts'

/** Runs notebooks, records what their cells put out and checks it against the record. */
export const render = command({
  name: 'render',
  description: 'Runs notebooks, in the order given, and records beside each what its cells put out.',
  args: {
    notebooks: { type: 'positional', description: 'scripts with // %% cells: examples/05-check-routes.mts' },
    check: { type: 'boolean', description: 'run again and compare with the record by meaning; a difference fails' },
    update: { type: 'boolean', alias: 'u', description: 'as --check, and take what differs into the record' },
  },
  examples: [
    'underlay render examples/05-check-routes.mts',
    'underlay render examples/13-vxlan.mts -- --engine netns --host microvm',
    'underlay render --check examples/0*.mts',
    'underlay render -u examples/05-check-routes.mts',
  ],
  run: async ({ _: notebooks, check = false, update = false }, { rest, signal }) => {
    // Slow to load: help and mistakes come before.
    const { renderNotebooks } = await import('../render/render-notebooks.ts')
    return renderNotebooks(notebooks, { check: check || update, update, args: rest, signal })
  },
})

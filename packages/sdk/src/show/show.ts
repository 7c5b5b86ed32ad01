import { channel } from 'node:diagnostics_channel'
import { bundleOf } from './displayable.ts'

const displays = channel('underlay:display')

/**
 * Shows a value: in a notebook that is rendered as picture or table, on the terminal as text.
 *
 * A value shows itself by a method `Symbol.for('Jupyter.display')` that returns texts by media type; any other is inspected.
 * They are published on the diagnostics channel `underlay:display` while somebody listens there; else `text/plain` goes to
 * standard output.
 *
 * @example
 * show(routeTable(await routes(cluster.node('control-plane'))))
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export function show(value: unknown): void {
  const bundle = bundleOf(value)
  if (displays.hasSubscribers) displays.publish(bundle)
  else process.stdout.write(`${bundle['text/plain']}\n`)
}

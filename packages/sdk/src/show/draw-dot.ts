import { escapeHtml } from '@underlay/evidence'
import type { Viz } from '@viz-js/viz'

let drawer: Promise<Viz> | undefined

/**
 * Draws a graph in DOT as one SVG element: in the colour of the text around it, without an `id`, so that a page may have several.
 * A place is `class="underlay-node" data-place="worker2"`, an interface `data-tap="worker2:net0"`.
 *
 * @param title what a screen reader says.
 * @throws Error of Graphviz, where the text is no DOT.
 * @example
 * const svg = await drawDot(graphDot(graph), 'The lab')
 * @see https://github.com/mdaines/viz-js
 */
export async function drawDot(dot: string, title: string): Promise<string> {
  // A megabyte of WebAssembly: only who draws pays for it.
  drawer ??= import('@viz-js/viz').then(({ instance }) => instance())
  return plainSvg((await drawer).renderString(dot, { format: 'svg' }), title)
}

/** What Graphviz wrote, for a page. */
export function plainSvg(written: string, title: string): string {
  const svg = written
    .slice(written.indexOf('<svg'))
    .trim()
    .replaceAll(/<!--.*?-->\n?/gs, '')
    .replaceAll(/<title>.*?<\/title>\n?/gs, '')
    .replaceAll(/<g id="a_[^"]*"><a xlink:title="([^"]*)">/g, '<g class="underlay-interface" data-tap="$1">')
    .replaceAll('</a>\n</g>', '</g>')
    .replaceAll(/<g id="[^"]*" class="(graph|edge|cluster)/g, '<g class="$1')
    .replaceAll(/<g id="([^"]*)" class="node/g, '<g data-place="$1" class="node')
    .replaceAll('stroke="black"', 'stroke="currentColor"')
    .replaceAll('fill="black"', 'fill="currentColor"')
    .replaceAll(/<text ([^>]*)>([^<]*)/g, (_, attributes: string, text: string) => {
      return `<text fill="currentColor" ${centred(attributes, text)}>${text}`
    })
    .replaceAll('font-family="Courier,monospace"', 'font-family="ui-monospace,Menlo,Consolas,monospace"')
    .replaceAll(' xml:space="preserve"', '')
  return svg.replace(
    /^<svg width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([^"]*)"[^>]*>/,
    (_, width, height, box) =>
      `<svg xmlns="http://www.w3.org/2000/svg" class="underlay-picture" role="img" aria-label="${escapeHtml(title)}" width="${width}" height="${height}" viewBox="${box}">`,
  )
}

// Graphviz takes each byte of a sign for a letter, so that a text with arrows begins too far to the left.
function centred(attributes: string, text: string): string {
  const excess = Buffer.byteLength(text) - text.length
  const size = Number(/font-size="([\d.]+)"/.exec(attributes)?.[1] ?? 0)
  if (excess === 0 || !attributes.includes('text-anchor="start"')) return attributes
  return attributes.replace(/ x="(-?[\d.]+)"/, (_, x) => ` x="${(Number(x) + excess * size * 0.3).toFixed(2)}"`)
}

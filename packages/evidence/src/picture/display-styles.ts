/**
 * The stylesheet of everything that shows itself, for a page: light and dark by the page's own text colour, wide tables
 * scroll by themselves.
 *
 * @example
 * const page = `<style>${displayStyles}</style>${bundle['text/html']}`
 */
export const displayStyles = `
.underlay-scroll { overflow-x: auto; max-width: 100%; }
.underlay-table { border-collapse: collapse; font: 0.8125rem/1.5 ui-monospace, Menlo, Consolas, monospace; font-variant-numeric: tabular-nums; margin: 0.5rem 0; }
.underlay-table caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
.underlay-table :is(th, td) { padding: 0.125rem 0.625rem; text-align: left; white-space: nowrap; border: 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); background: none; }
.underlay-table thead th { border-bottom: 1px solid color-mix(in srgb, currentColor 45%, transparent); }
.underlay-table .underlay-number { text-align: right; }
.underlay-table :is(.underlay-outer, .underlay-inner) { border-radius: 0.25rem; }
.underlay-table span.underlay-outer { background: color-mix(in srgb, #e8a33d 22%, transparent); padding: 0 0.25rem; }
.underlay-table span.underlay-inner { background: color-mix(in srgb, #4a86e8 18%, transparent); padding: 0 0.25rem; }
.underlay-ladder { font-size: 0.75rem; }
.underlay-ladder thead th { text-align: center; border-left: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.underlay-ladder .underlay-way th { padding-top: 0.625rem; }
.underlay-ladder tbody th[scope='row'] { font-weight: normal; opacity: 0.85; }
.underlay-ladder td { text-align: center; padding: 0.125rem 0.375rem; }
.underlay-ladder .underlay-bar { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.underlay-ladder .underlay-frame { background: color-mix(in srgb, currentColor 5%, transparent); font-size: 0.6875rem; }
.underlay-ladder .underlay-outer { background: color-mix(in srgb, #e8a33d 22%, transparent); }
.underlay-ladder .underlay-inner { background: color-mix(in srgb, #4a86e8 18%, transparent); }
.underlay-table mark { background: none; color: inherit; font-weight: 700; text-decoration: underline; text-underline-offset: 0.2em; }
.underlay-matrix td { text-align: center; }
.underlay-matrix :is(.underlay-ipip, .underlay-vxlan) { background: color-mix(in srgb, #e8a33d 22%, transparent); }
.underlay-matrix .underlay-none { background: color-mix(in srgb, #4a86e8 18%, transparent); }
.underlay-matrix .underlay-fail { outline: 2px solid #d33; outline-offset: -2px; font-weight: 700; }
.underlay-verdict { font: 0.8125rem/1.5 ui-monospace, Menlo, Consolas, monospace; margin: 0.25rem 0; white-space: pre-wrap; }
.underlay-verdict pre { margin: 0.25rem 0 0 1.5rem; white-space: pre-wrap; }
.underlay-pass > .underlay-mark { color: color-mix(in srgb, #2c8a4b 70%, currentColor); font-weight: 700; }
.underlay-fail > .underlay-mark { color: color-mix(in srgb, #d33 75%, currentColor); font-weight: 700; }
.underlay-inconclusive > .underlay-mark { color: color-mix(in srgb, #b06f00 70%, currentColor); font-weight: 700; }
.underlay-picture { max-width: 100%; height: auto; }
.underlay-picture .underlay-interface:hover path { stroke: currentColor; }
`.trimStart()

/** The page's own stylesheet. Colours are pairs of light and dark; what is printed is light, and breaks no table. */
export const pageStyles = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2127, #e4e7eb);
  --paper: light-dark(#ffffff, #16191d);
  --quiet: light-dark(#4f5965, #a5afba);
  --line: light-dark(#d5dae0, #353c45);
  --shade: light-dark(#f4f6f8, #1f242a);
  --error: light-dark(#a31515, #ff9d94);
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.6 system-ui, sans-serif; }
main, footer { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem; }
footer { color: var(--quiet); border-top: 1px solid var(--line); font-size: 0.875rem; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2rem 0 0.5rem; }
a { color: inherit; }
code, pre { font: 0.8125rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
pre { margin: 0.5rem 0; padding: 0.625rem 0.75rem; overflow-x: auto; border-left: 3px solid var(--line); }
pre.source { background: var(--shade); border-radius: 0.25rem; border-left: 0; }
pre.error { color: var(--error); border-left-color: var(--error); white-space: pre-wrap; }
pre.progress, summary, .unrun { color: var(--quiet); }
summary { font-size: 0.875rem; cursor: pointer; }
.shown { overflow-x: auto; max-width: 100%; }
.shown svg { max-width: 100%; height: auto; }
.prose img { max-width: 100%; }
.prose table { border-collapse: collapse; }
.prose :is(th, td) { padding: 0.25rem 0.75rem; border: 1px solid var(--line); text-align: left; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 0.75rem; }
  main, footer { max-width: none; padding: 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  pre, svg, tr { break-inside: avoid; }
  h1, h2, h3, h4 { break-after: avoid; }
  details { display: none; }
}
`

const html =
  'div section figure figcaption p span pre code kbd samp var b strong i em small sub sup s mark abbr time br hr wbr ul ol li dl dt dd ' +
  'h1 h2 h3 h4 h5 h6 table caption colgroup col thead tbody tfoot tr th td details summary blockquote'
const svg =
  'svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker linearGradient radialGradient stop ' +
  'clipPath pattern use symbol'

/** Elements that are kept, with what they contain; by their names in small letters. */
export const keptElements = new Map([...html.split(' '), ...svg.split(' ')].map((name) => [name.toLowerCase(), name]))

/** Elements that go, while what they contain stays. */
export const unwrappedElements = new Set([
  'a',
  'center',
  'font',
  'label',
  'main',
  'article',
  'header',
  'footer',
  'nav',
  'switch',
])

/** Elements of HTML that contain nothing. */
export const voidElements = new Set(['br', 'hr', 'wbr', 'col'])

const attributes =
  'class id title role lang dir xmlns colspan rowspan scope headers span open datetime ' +
  'x y x1 y1 x2 y2 cx cy r rx ry dx dy fx fy d points width height viewBox preserveAspectRatio transform rotate ' +
  'fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap ' +
  'stroke-linejoin stroke-miterlimit opacity visibility color clip-path clip-rule text-anchor dominant-baseline ' +
  'alignment-baseline text-decoration textLength lengthAdjust letter-spacing font-family font-size font-weight font-style ' +
  'offset stop-color stop-opacity gradientUnits gradientTransform patternUnits marker-start marker-mid marker-end markerWidth ' +
  'markerHeight markerUnits refX refY orient href aria-label aria-labelledby aria-describedby aria-hidden tabindex'

const kept = new Map(attributes.split(' ').map((name) => [name.toLowerCase(), name]))

/** An attribute's name as it is written, or nothing where it is not kept: no event handler, no style, no address. */
export function keptAttribute(name: string): string | undefined {
  const small = name.toLowerCase()
  if (small === 'xlink:href') return 'href'
  return /^data-[a-z0-9-]+$/.test(small) ? small : kept.get(small)
}

const svgNamespace = 'http://www.w3.org/2000/svg'

const drawing = new Set(
  'svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker linearGradient radialGradient stop'.split(
    ' ',
  ),
)

/**
 * The picture of a report's lab, and of it only what draws: a report may come from somebody else, and what his picture
 * loads, runs or goes to is not drawn. `undefined` for what is no SVG.
 */
export function drawnPicture(svg: string): Element | undefined {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
  if (root.namespaceURI !== svgNamespace || root.localName !== 'svg') return undefined
  for (const element of root.querySelectorAll('*')) {
    if (element.namespaceURI !== svgNamespace || !drawing.has(element.localName)) element.remove()
  }
  for (const element of [root, ...root.querySelectorAll('*')]) {
    // The list is a live one.
    const bad = Array.from(element.attributes).filter(({ name, value }) => !isHarmless(name, value))
    for (const { name } of bad) element.removeAttribute(name)
  }
  return document.importNode(root, true)
}

function isHarmless(name: string, value: string): boolean {
  return !/^on|href$|^style$/i.test(name) && !/url\(\s*['"]?(?!#)/i.test(value)
}

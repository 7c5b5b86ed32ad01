import { describe, expect, test } from 'vitest'
import { safeMarkup } from '../../src/markup/safe-markup.ts'
import { markupTokens } from '../../src/markup/tokens.ts'
import { hostile } from './hostile.ts'

describe('what a view shows stays', () => {
  test.for([
    '<table class="underlay-table"><caption>gw0</caption><thead><tr><th scope="col">No.</th></tr></thead><tbody><tr><td colspan="2">a &lt; b</td></tr></tbody></table>',
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="The lab" viewBox="0 0 9 9"><g class="node" data-place="worker2" transform="rotate(0)"><path fill="none" stroke="currentColor" d="M1,2C3,4"></path><text text-anchor="middle">worker2</text></g></svg>',
    '<p><code>10.98.81.1</code> → <b>ipip</b><br>next</p>',
  ])('%s', (markup) => {
    expect(safeMarkup(markup)).toBe(markup)
    expect(safeMarkup(`<?xml version="1.0"?><!DOCTYPE svg><!-- x -->${markup}`)).toBe(markup)
  })

  test('names in small letters are SVG’s own again, empty elements are closed', () => {
    expect(safeMarkup('<lineargradient gradientunits="x"/><path d="M0"/>')).toBe(
      '<linearGradient gradientUnits="x"></linearGradient><path d="M0"></path>',
    )
  })

  test('it is one line', () => {
    expect(safeMarkup('<pre>a\n\nb</pre>')).toBe('<pre>a&#10;&#10;b</pre>')
  })

  test('ids and what refers to them have a prefix, so that two pictures do not meet', () => {
    const markup =
      '<svg aria-labelledby="t d"><marker id="arrow"></marker><path marker-end="url(#arrow)"></path><use href="#arrow"></use></svg>'
    expect(safeMarkup(markup, { idPrefix: 'a-' })).toBe(
      '<svg aria-labelledby="a-t a-d"><marker id="a-arrow"></marker><path marker-end="url(#a-arrow)"></path><use href="#a-arrow"></use></svg>',
    )
  })

  test('what is left open is closed, what was never opened is left out', () => {
    expect(safeMarkup('</p><div><b>a')).toBe('<div><b>a</b></div>')
    expect(safeMarkup('<g><text>a</g>b')).toBe('<g><text>a</text></g>b')
  })
})

describe('what a stranger writes does not', () => {
  test.for(hostile)('%s', (markup) => {
    const safe = safeMarkup(markup)
    for (const token of markupTokens(safe)) {
      if (token.kind !== 'open') continue
      expect(token.name).not.toMatch(
        /script|style|iframe|img|image|object|embed|link|meta|base|form|animate|set|foreign/i,
      )
      for (const [name, value] of token.attributes) {
        expect(name).not.toMatch(/^(?:on|style|src|srcdoc|action|formaction|filter)/i)
        expect(name.startsWith('data-') || name === 'title' ? '' : value).not.toMatch(/evil|javascript|data:/)
      }
    }
    expect(safeMarkup(safe)).toBe(safe)
  })

  test('a megabyte of anything takes no time', () => {
    const parts = ['<', '<a "', '<svg ', '<b>', '&#', '<!--', '</script', "<p title='", '<![CDATA[', ' =', '<title>']
    for (const part of parts) {
      const before = performance.now()
      safeMarkup(part.repeat(1_000_000 / part.length))
      expect(performance.now() - before).toBeLessThan(3000)
    }
  })
})

test('many scripts take no time that grows with their square', () => {
  const begin = performance.now()
  safeMarkup('<script></SCRIPT>'.repeat(30_000))
  expect(performance.now() - begin).toBeLessThan(3000)
})

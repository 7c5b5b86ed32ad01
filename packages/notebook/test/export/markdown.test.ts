import { expect, test } from 'vitest'
import { exportMarkdown } from '../../src/index.ts'
import { code, record, stdout, unrun } from '../records.ts'
import { sample } from './sample.ts'

test('prose, code, outputs, where it ran', () => {
  expect(exportMarkdown(sample)).toMatchInlineSnapshot(`
    "# 5. The *routes*

    Before any <b>packet</b>.

    ## Of the nodes

    ### Read\\_them

    \`\`\`ts
    run('read-them')
    \`\`\`

    \`\`\`text
    a \`tick\`
    \`\`\`

    \`\`\`text
    NODE  TTL
    worker  63
    \`\`\`

    \`\`\`text
    worker
    \`\`\`

    ### Title of hidden

    \`\`\`text
    shown
    \`\`\`

    ### Title of skipped

    \`\`\`ts
    run('skipped')
    \`\`\`

    *This cell is skipped.*

    ### Title of thrown

    \`\`\`\`ts
    a(\`
    \`\`\`
    \`)
    \`\`\`\`

    \`\`\`text
    AssertionError: expected <none>
    \`\`\`

    *05-check-routes.mts --ipip Always ran on 2026-11-26 with Underlay 0.1.0 and Node 24.21.0, lab demo on engine netns (local, Linux 6.18, CNI: modelled calico).*
    "
  `)
})

test('tables and pictures are one line of HTML each, without what VitePress evaluates', () => {
  const lines = exportMarkdown(sample, { html: true }).split('\n')
  expect(lines.filter((line) => line.startsWith('<'))).toMatchInlineSnapshot(`
    [
      "<div class="underlay-output underlay-scroll"><table class="underlay-table"><tr><th>Node</th></tr></table>&#10;</div>",
      "<div class="underlay-output underlay-scroll"><svg viewBox="0 0 9 9">&#10;&#10;<text id="read-them-3-a">&#123;&#123;worker}}</text></svg></div>",
    ]
  `)
})

test('a run that failed says so, and which cells were not reached', () => {
  const text = exportMarkdown(record([code('one', [stdout('a')]), unrun('two')], { outcome: 'fail' }))
  expect(text).toContain('*This cell did not run: the notebook ended before.*')
  expect(text).toMatch(/, and it failed\.\*\n$/)
})

import { code, display, failure, prose, record, stderr, stdout, unrun } from '../records.ts'

const place = { lab: 'demo', engine: 'netns', host: 'local', kernel: '6.18', cni: 'modelled calico' }

const bundle = {
  'text/plain': 'NODE  TTL\nworker  63',
  'text/html': '<table class="underlay-table"><tr><th>Node</th></tr></table>\n',
}
const picture = {
  'text/plain': 'worker',
  'image/svg+xml': '<svg viewBox="0 0 9 9">\n\n<text id="a">{{worker}}</text></svg>',
}

/** A record with everything that an export has to show. */
export const sample = record(
  [
    prose('routes', '# 5. The *routes*\n\nBefore any <b>packet</b>.\n\n## Of the nodes'),
    code('read-them', [stderr('booting\n'), stdout('a `tick`\n'), display(bundle), display(picture)], {
      title: 'Read_them',
    }),
    code('hidden', [stdout('shown\n')], { hide: true }, 'secret()'),
    unrun('skipped', { skip: true }),
    code('thrown', [failure('AssertionError', 'expected <none>')], { throws: 'AssertionError' }, 'a(`\n```\n`)'),
  ],
  { place, args: ['--ipip', 'Always'] },
)

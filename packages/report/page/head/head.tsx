import { download } from '../capture/download.ts'
import { captures, report } from '../state.ts'
import { nextTheme, theme } from './theme.ts'

/** What lab this is, where it ran, and its captures to take along. */
export function Head() {
  const { lab, engine, host, kernel, cni, madeAt } = report
  const facts = [
    ['engine', engine],
    ['host', host],
    ['kernel', kernel],
    ['cni', cni],
    ['made', momentOf(madeAt)],
  ] as const
  return (
    <header>
      <h1>{lab}</h1>
      <dl>
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <nav aria-label="Page">
        {sections.map(([id, title]) => (
          <a href={`#${id}`}>{title}</a>
        ))}
        <button type="button" onClick={nextTheme}>
          Theme: {theme.value}
        </button>
      </nav>
    </header>
  )
}

const sections = [
  ['lab', 'Lab'],
  ['verdicts', 'Verdicts'],
  ['packets', 'Packets'],
  ['flows', 'Flows'],
  ['routes', 'Routes'],
] as const

/** `2026-11-26 04:00:00 UTC`. */
function momentOf(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')
}

/** The capture files, as they are. */
export function Downloads() {
  return (
    <ul class="downloads">
      {captures.map((capture) => (
        <li>
          <button type="button" onClick={() => download(capture)} aria-label={`Download ${capture.name}.pcapng`}>
            ↓ {capture.name}.pcapng
          </button>
          <span>
            {capture.title}{' '}
            <small>
              {capture.file.packets.length} packets{capture.startedAt && `, ${momentOf(capture.startedAt)}`}
            </small>
          </span>
          {capture.problem !== undefined && <p class="problem">{capture.problem}</p>}
        </li>
      ))}
    </ul>
  )
}

import { tableHtml } from '@underlay/evidence'
import { report } from '../state.ts'

/** What the kernels of the lab's places route by. */
export function Routes() {
  return (
    <div class="routes">
      {report.routes.map(({ place, routes }) => (
        <details>
          <summary>
            {place} <small>{routes.length} routes</small>
          </summary>
          <div tabIndex={0} role="region" aria-label={`Routes of ${place}`} class="scroll">
            <div dangerouslySetInnerHTML={{ __html: tableHtml(routes.map(rowOf)) }} />
          </div>
        </details>
      ))}
    </div>
  )
}

function rowOf({ destination, via, device, source, protocol }: (typeof report.routes)[number]['routes'][number]) {
  return { destination, via, device, source, protocol }
}

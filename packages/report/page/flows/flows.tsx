import { ladderHtml, predictionHtml, type ReportFlow } from '@underlay/evidence'
import { captures, look, report } from '../state.ts'
import { traceOf } from './trace-of.ts'

/** The flows side by side, each along its path: what of the packet each interface saw. */
export function Flows() {
  return (
    <div class="flows">
      {report.flows.map((flow) => (
        <Flow flow={flow} />
      ))}
    </div>
  )
}

function Flow({ flow }: { readonly flow: ReportFlow }) {
  const capture = captures.find(({ name }) => name === flow.capture)
  const trace = capture && traceOf(flow, capture)
  const html = trace && ladderHtml(trace)
  const onClick = ({ target }: Event): void => {
    const tap = target instanceof Element ? target.closest<HTMLElement>('[data-tap]')?.dataset['tap'] : undefined
    const hop = flow.forward.hops.find((each) => each.tap === tap)
    if (tap !== undefined) look({ capture: flow.capture, tap, packet: hop?.packet })
  }
  return (
    <article class="flow">
      <h3>{flow.title}</h3>
      {html === undefined ? (
        <p class="problem">The capture {flow.capture} has not got the packets of this flow.</p>
      ) : (
        <div tabIndex={0} role="region" aria-label={`Ladder, ${flow.title}`} class="scroll" onClick={onClick}>
          <div dangerouslySetInnerHTML={{ __html: html }} />
        </div>
      )}
      <button type="button" onClick={() => look({ capture: flow.capture })}>
        Packets of this flow
      </button>
      {flow.prediction && (
        <details>
          <summary>What should happen, and why</summary>
          <div tabIndex={0} role="region" aria-label={`Prediction, ${flow.title}`} class="scroll">
            <div dangerouslySetInnerHTML={{ __html: predictionHtml(flow.prediction) }} />
          </div>
        </details>
      )}
    </article>
  )
}

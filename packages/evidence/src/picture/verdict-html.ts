import type { Outcome, Verdict } from '../verdict/verdict.ts'
import { markup } from './html.ts'

const marks: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', inconclusive: '?' }

type Shown = Pick<Verdict, 'outcome' | 'summary' | 'message'>

/**
 * A verdict in one line: `✓ control-plane:net0  ipip  …`; behind `✗` and `?` stands all there is to say.
 *
 * @example
 * ```ts
 * console.log(formatVerdict(judgeEncap(capture, question)))
 * ```
 */
export function formatVerdict({ outcome, summary, message }: Shown): string {
  const line = `${marks[outcome]} ${summary}`
  return outcome === 'pass' || message === summary ? line : `${line}\n${message}`
}

/**
 * The same as an HTML fragment whose texts are escaped.
 *
 * @example
 * ```ts
 * verdictHtml(judgeEncap(capture, question))
 * ```
 */
export function verdictHtml({ outcome, summary, message }: Shown): string {
  const mark = markup`<span class="underlay-mark" role="img" aria-label="${outcome}">${marks[outcome]}</span>`
  const more = outcome === 'pass' || message === summary ? markup`` : markup`<pre>${message}</pre>`
  return markup`<div class="underlay-verdict underlay-${outcome}">${mark} ${summary}${more}</div>`.markup
}

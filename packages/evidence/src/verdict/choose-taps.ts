import { parseAddress, printable } from '@underlay/packet'
import type { Tap, TappedCapture } from '../capture/tapped-capture.ts'
import { whyNotUnderlay } from '../capture/underlay-tap.ts'
import type { EncapQuestion } from './question.ts'

/** The taps to judge, or the reason why none can be. */
export type ChosenTaps = { readonly taps: readonly Tap[]; readonly isExplicit: boolean } | { readonly reason: string }

/** Why a question cannot be answered by any capture; undefined when it can. */
export function whyUnanswerable({ from, to, mark, outer }: EncapQuestion): string | undefined {
  const ends = [from, to, ...(outer ? [outer.src, outer.dst] : [])]
  const wrong = ends.find((end) => parseAddress(end) === undefined)
  if (wrong !== undefined) return `"${printable(wrong)}" is no IP address`
  if (from === to) return `from and to are the same address, ${from}`
  return mark?.length === 0 ? 'the mark is empty: every packet would carry it' : undefined
}

/** The taps that `at` names, or by default all that see what leaves a node. */
export function chooseTaps({ interfaces }: TappedCapture, { at }: EncapQuestion): ChosenTaps {
  if (interfaces.length === 0) return { reason: 'nothing was captured: there are no taps' }
  if (at === undefined) return chooseUnderlayTaps(interfaces)
  const names = [at].flat()
  const missing = names.find((name) => !interfaces.some(({ tap }) => tap === name))
  if (missing !== undefined) {
    return { reason: `${printable(missing)} was not captured; taps are ${listTaps(interfaces)}` }
  }
  if (names.length === 0) return { reason: `at names no tap; taps are ${listTaps(interfaces)}` }
  return { taps: interfaces.filter(({ tap }) => names.includes(tap)), isExplicit: true }
}

function chooseUnderlayTaps(interfaces: readonly Tap[]): ChosenTaps {
  const taps = interfaces.filter((tap) => whyNotUnderlay(tap) === undefined)
  if (taps.length > 0) return { taps, isExplicit: false }
  const reasons = interfaces.map((tap) => `${printable(tap.tap)} ${whyNotUnderlay(tap) ?? ''}`)
  return {
    reason: `no tap shows what leaves a node: ${reasons.join(', ')}; capture a node's net0, or name the tap with at`,
  }
}

function listTaps(interfaces: readonly Tap[]): string {
  return interfaces.map(({ tap }) => printable(tap)).join(', ')
}

import type { MimeBundle } from '../record/run-record.ts'
import { compareJson } from './compare-json.ts'
import { compareBlocks, compareText } from './compare-text.ts'
import type { Found } from './found.ts'
import type { Identities } from './identities.ts'
import { markupBlocks } from './markup-blocks.ts'

/**
 * Two values that show themselves, form by form. The forms say the same of one value, each in its way: what differs is told
 * of the first one only, of the plain text where that has it.
 */
export function compareBundles(recorded: MimeBundle, ran: MimeBundle, identities: Identities): readonly Found[] {
  const forms = Object.keys(recorded).filter((form) => form in ran)
  for (const form of forms.sort(plainFirst)) {
    const found = compareForm(form, recorded[form], ran[form], identities)
    if (found.length > 0) return found.map((one) => ({ ...one, where: `${form}, ${one.where}` }))
  }
  return [
    ...Object.keys(recorded)
      .filter((form) => !(form in ran))
      .map((form) => ({ where: 'its forms', recorded: form })),
    ...Object.keys(ran)
      .filter((form) => !(form in recorded))
      .map((form) => ({ where: 'its forms', ran: form })),
  ]
}

function compareForm(form: string, recorded: unknown, ran: unknown, identities: Identities): readonly Found[] {
  if (typeof recorded !== 'string' || typeof ran !== 'string') return compareJson(recorded, ran, identities)
  if (form === 'text/html' || form === 'image/svg+xml') {
    return compareBlocks(markupBlocks(recorded), markupBlocks(ran), identities)
  }
  return compareText(recorded, ran, identities)
}

function plainFirst(one: string, other: string): number {
  if ((one === 'text/plain') !== (other === 'text/plain')) return one === 'text/plain' ? -1 : 1
  return one < other ? -1 : Number(one > other)
}

import type { Step } from './carry-out.ts'

/** The table that faults add; what is in it goes with it. */
const faultTable = 'underlay-fault'

/** The steps that add a rule in a table and chain of its own. */
export function addTable(place: string, hook: string, rule: string): Step[] {
  const table = `ip ${faultTable}`
  return [
    { place, command: `nft add table ${table}`, undo: `nft delete table ${table}` },
    { place, command: `nft add chain ${table} fault { type ${hook} ; }`, undo: '' },
    { place, command: `nft add rule ${table} fault ${rule}`, undo: '' },
  ]
}

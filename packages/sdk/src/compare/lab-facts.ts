import type { Fact } from './fact.ts'
import { flowFacts, flowScope, tapRole } from './flow-facts.ts'
import { placeFacts, placeScopes, type FactOptions } from './place-facts.ts'
import { podRoles } from './pod-roles.ts'
import { rolesOf } from './roles.ts'
import type { LabSnapshot } from './snapshot.ts'

/** All facts of a lab, and the scopes that were looked at. */
export interface LabFacts {
  readonly facts: readonly Fact[]
  readonly scopes: ReadonlySet<string>
}

/** The facts of a lab, in roles. */
export function labFacts(lab: LabSnapshot, options: FactOptions): LabFacts {
  const roles = rolesOf(lab)
  const nodes = lab.nodes.map(({ name, blocks }): Fact => ({
    ...listed,
    what: 'node',
    key: name,
    fields: { blocks: blocks.length },
  }))
  const pods = [...podRoles(lab.pods).values()].map((key): Fact => ({ ...listed, what: 'pod', key, fields: {} }))
  const places = Object.entries(lab.places)
  const flows = Object.entries(lab.flows)
  return {
    facts: [
      ...nodes,
      ...pods,
      ...places.flatMap(([place, seen]) => placeFacts(place, seen, roles, options)),
      ...flows.flatMap(([name, flow]) => flowFacts(name, flow, roles)),
    ],
    scopes: new Set([
      listed.scope,
      ...places.flatMap(([place, seen]) => placeScopes(place, seen, roles)),
      ...flows.flatMap(([name, { taps }]) => Object.keys(taps).map((tap) => flowScope(name, tapRole(tap, roles)))),
    ]),
  }
}

const listed = { place: 'lab', scope: 'nodes and pods' } as const

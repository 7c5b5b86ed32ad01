import { firewallRules, type FirewallRule } from '../firewall-rule.ts'
import { roseBy, hostOf, type LossCause, type LossFacts } from '../loss-facts.ts'
import { ruleTakes, ruleViews, type Answer, type RuleView } from '../rule-match.ts'

const verbs = {
  drop: { does: 'drops', did: 'dropped' },
  reject: { does: 'rejects', did: 'rejected' },
  masquerade: { does: 'rewrites the source of', did: 'rewrote' },
  snat: { does: 'rewrites the source of', did: 'rewrote' },
  dnat: { does: 'rewrites the destination of', did: 'rewrote' },
}

/** Rules that drop such a packet, or that counted one; those that rewrite it may be why it is another one. */
export function firewallCauses(facts: LossFacts): LossCause[] {
  const { place, packet, kernel, lab } = facts
  const views = ruleViews(packet, lab.vxlanPort)
  return firewallRules(kernel.ruleset).flatMap((rule): LossCause[] => {
    const takes = best(views.map((view) => (isAsked(rule, view, facts) ? ruleTakes(rule, view) : 'no')))
    const dropped = rule.packets === undefined ? undefined : roseBy(facts, rule.key, rule.packets)
    if (takes === 'no' || (dropped === 0 && !isRewriting(rule))) return []
    const where = `${place}: the nft rule "${rule.text}" in ${rule.chain}`
    const { does, did } = verbs[rule.verdict]
    if (isRewriting(rule)) {
      return takes === 'yes' && rule.matches.length > 0 && rule.hook !== undefined
        ? [{ certainty: 'possible', rewrites: rewrittenBy(rule), text: `${where} ${does} such packets` }]
        : []
    }
    if (dropped !== undefined) {
      return [{ certainty: takes === 'yes' ? 'certain' : 'likely', text: `${where} ${did} ${dropped} packets` }]
    }
    if (rule.matches.length === 0) {
      // A chain that others jump to has its conditions there.
      return rule.hook === undefined
        ? []
        : [{ certainty: 'possible', text: `${where} ${does} what no rule before it lets through` }]
    }
    if (takes === 'yes' && rule.hook !== undefined)
      return [{ certainty: 'likely', text: `${where} ${does} such packets` }]
    return [{ certainty: 'possible', text: `${where} ${does} such packets, if all of its conditions hold` }]
  })
}

function isRewriting({ verdict }: FirewallRule): boolean {
  return verdict !== 'drop' && verdict !== 'reject'
}

function rewrittenBy({ verdict }: FirewallRule): 'source' | 'destination' {
  return verdict === 'dnat' ? 'destination' : 'source'
}

function best(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no'
}

// What a hook sees depends on where a packet comes from and goes to.
function isAsked({ hook }: FirewallRule, { to, device }: RuleView, { kernel }: LossFacts): boolean {
  if (to === undefined) return true
  const isOwn = kernel.devices.some(({ addresses }) => addresses.some((cidr) => hostOf(cidr) === to))
  if (hook === 'input') return isOwn
  if (hook === 'forward') return !isOwn
  return hook === 'output' ? device === undefined : true
}

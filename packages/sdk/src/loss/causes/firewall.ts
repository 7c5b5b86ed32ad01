import { dropRules, type DropRule } from '../firewall-rule.ts'
import { roseBy, hostOf, type LossCause, type LossFacts } from '../loss-facts.ts'
import { ruleTakes, ruleViews, type Answer, type RuleView } from '../rule-match.ts'

/** Rules that drop such a packet, or that counted one. */
export function firewallCauses(facts: LossFacts): LossCause[] {
  const { place, packet, kernel, lab } = facts
  const views = ruleViews(packet, lab.vxlanPort)
  return dropRules(kernel.ruleset).flatMap((rule): LossCause[] => {
    const takes = best(views.map((view) => (isAsked(rule, view, facts) ? ruleTakes(rule, view) : 'no')))
    const dropped = rule.packets === undefined ? undefined : roseBy(facts, rule.key, rule.packets)
    if (takes === 'no' || dropped === 0) return []
    const where = `${place}: the nft rule "${rule.text}" in ${rule.chain}`
    const [does, did] = rule.verdict === 'drop' ? ['drops', 'dropped'] : ['rejects', 'rejected']
    if (dropped !== undefined) {
      return [{ certainty: takes === 'yes' ? 'certain' : 'likely', text: `${where} ${did} ${dropped} packets` }]
    }
    // Who has no condition goes by what is before: rules that let through, or that jump there.
    if (rule.matches.length === 0) return []
    if (takes === 'yes' && rule.hook !== undefined)
      return [{ certainty: 'likely', text: `${where} ${does} such packets` }]
    return [{ certainty: 'possible', text: `${where} ${does} such packets, if all of its conditions hold` }]
  })
}

function best(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no'
}

// What a hook sees depends on where a packet comes from and goes to.
function isAsked({ hook }: DropRule, { to, device }: RuleView, { kernel }: LossFacts): boolean {
  if (to === undefined) return true
  const isOwn = kernel.devices.some(({ addresses }) => addresses.some((cidr) => hostOf(cidr) === to))
  if (hook === 'input') return isOwn
  if (hook === 'forward') return !isOwn
  return hook === 'output' ? device === undefined : true
}

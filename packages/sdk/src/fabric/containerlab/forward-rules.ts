import { jsonObject } from '../../host/json-rows.ts'
interface NftRule {
  readonly family: string
  readonly table: string
  readonly chain: string
  readonly handle: number
  readonly comment?: string
  readonly expr: readonly NftExpression[]
}

interface NftExpression {
  readonly match?: {
    readonly op: string
    readonly left: { readonly meta?: { readonly key: string } }
    readonly right: unknown
  }
  readonly xt?: { readonly type: string; readonly name: string }
  readonly accept?: null
}

/**
 * The instructions that remove the forwarding rules which containerlab made for bridges, and leaves behind: those that
 * carry a comment, match nothing but the bridge's name, and accept.
 *
 * @param ruleset what `nft -j -a list ruleset` says; rules of iptables' legacy tables are not in it.
 * @example
 * ```ts
 * planForwardRules(ruleset, ['br-pool0']) // ['nft delete rule ip filter FORWARD handle 7', …]
 * ```
 * @see https://github.com/srl-labs/containerlab/blob/main/nodes/bridge/bridge.go
 */
export function planForwardRules(ruleset: string, bridges: readonly string[]): string[] {
  const { nftables = [] } = jsonObject<{ readonly nftables?: readonly { readonly rule?: NftRule }[] }>(
    ruleset,
    'nft -j list ruleset',
  )
  return nftables
    .flatMap(({ rule }) => (rule !== undefined && isContainerlabs(rule, bridges) ? [rule] : []))
    .map(({ family, table, chain, handle }) => `nft delete rule ${family} ${table} ${chain} handle ${handle}`)
}

function isContainerlabs({ table, chain, comment, expr }: NftRule, bridges: readonly string[]): boolean {
  if (table !== 'filter' || (chain !== 'FORWARD' && chain !== 'DOCKER-USER')) return false
  // nft does not show the text of a comment that iptables made, only that there is one.
  const commented = comment?.startsWith('set by containerlab') ?? expr.some(({ xt }) => xt?.name === 'comment')
  const matches = expr.flatMap(({ match }) => match ?? [])
  const [match] = matches
  const byName = match?.op === '==' && /^[io]ifname$/.test(match.left.meta?.key ?? '')
  const ofBridge = typeof match?.right === 'string' && bridges.includes(match.right)
  const accepts = expr.some((part) => 'accept' in part)
  return commented && matches.length === 1 && byName && ofBridge && accepts
}

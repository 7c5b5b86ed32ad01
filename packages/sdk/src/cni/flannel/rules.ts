import type { FlannelNodeRecord, FlannelRecord } from '../record.ts'

/**
 * flanneld's rules with `--ip-masq`, as an nftables document: what leaves the network of pods is masqueraded, and what comes into it from elsewhere
 * by this node; not what kube-proxy masquerades.
 *
 * @see https://github.com/flannel-io/flannel/blob/master/pkg/trafficmngr/iptables/iptables.go
 */
export function flannelRules({ settings: { network } }: FlannelRecord, { podCidr }: FlannelNodeRecord): string {
  return `table ip flannel {
  chain FLANNEL-POSTRTG {
    type nat hook postrouting priority srcnat; policy accept;
    meta mark & 0x4000 == 0x4000 return
    ip saddr ${podCidr} ip daddr ${network} return
    ip saddr ${network} ip daddr ${podCidr} return
    ip saddr != ${network} ip daddr ${podCidr} return
    ip saddr ${network} ip daddr != 224.0.0.0/4 masquerade fully-random
    ip saddr != ${network} ip daddr ${network} masquerade fully-random
  }
}`
}

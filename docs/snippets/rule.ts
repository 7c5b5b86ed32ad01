// #region rule
import { shouldEncapsulate } from '@underlay/sdk'

const peers = [
  { own: '10.1.5.10/24', peer: '10.1.5.11' }, // the same rack
  { own: '10.1.5.10/24', peer: '10.1.8.10' }, // another one
  { own: '10.1.5.10/32', peer: '10.1.5.11' }, // the same rack, seen from a node with a host mask
  { own: '10.1.5.10/16', peer: '10.1.8.10' }, // a mask as wide as the whole fabric
  { own: '172.18.0.2/16', peer: '172.18.0.4' }, // the addresses that kind gives
]
for (const { own, peer } of peers) {
  const tunnelled = shouldEncapsulate('CrossSubnet', own, peer)
  console.log(`${own} → ${peer}: ${tunnelled ? 'in the tunnel' : 'as it is'}`)
}
// #endregion

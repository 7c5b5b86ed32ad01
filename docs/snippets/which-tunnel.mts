// %% [markdown]
// # Which nodes tunnel
//
// With CrossSubnet a node sends what goes to its own subnet as it is, and the rest through `tunl0`.

// %% Two racks
import assert from 'node:assert/strict'
import { cidrContains, show, table } from '@underlay/sdk'

const own = '10.1.5.10/24'
const peers = { worker: '10.1.5.11', worker2: '10.1.8.10', worker3: '10.1.8.11' }

// %% What the control plane does timeout="10s"
const rows = Object.entries(peers).map(([node, address]) => ({
  node,
  address,
  device: cidrContains(own, address) ? 'net0' : 'tunl0',
}))
show(table(rows))
assert.deepEqual(
  rows.map(({ device }) => device),
  ['net0', 'tunl0', 'tunl0'],
)

// %% A prefix that is none throws="AddressError"
cidrContains('10.1.5.10/33', '10.1.5.11')

// %% On a cluster of twenty nodes skip
await import('./not-written-yet.mts' as string)

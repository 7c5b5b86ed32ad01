// %% [markdown]
// # The end
//
// Everything of the lab is gone with it; the captures stay.

// %% Destroy

import { calicoIpipCrossSubnet, destroyCluster } from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name } = calicoIpipCrossSubnet()
const there = await destroyCluster(name, { engine: argv.engine })
echo(there ? `✓ lab ${name} is gone` : `no lab named ${name} is running`)

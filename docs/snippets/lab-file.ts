/* oxlint-disable import/no-default-export -- underlay up reads it */
// #region lab
import { defineLab, racks } from '@underlay/sdk'

export default defineLab(racks({ name: 'lab', racks: 3, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } }))
// #endregion

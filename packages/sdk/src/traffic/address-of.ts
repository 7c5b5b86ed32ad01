import { familyOf, isIp, type IpFamily } from '@underlay/configs'
import type { Endpoint } from '../cluster/cluster.ts'
import { LabError } from '../errors.ts'

/**
 * The address by which to speak to an endpoint, or of a flow to or from it: that of the wanted family, else its first.
 *
 * @throws LabError when a text is no address, or there is none of the family.
 */
export function addressOf(to: Endpoint | string, family?: IpFamily): string {
  if (typeof to === 'string' && !isIp(to))
    throw new LabError(`${JSON.stringify(to)} is no address`, 'an endpoint, or an address such as 10.1.5.10 or fd00::1')
  const addresses = typeof to === 'string' ? [to] : to.addresses
  const found = family === undefined ? addresses[0] : addresses.find((address) => familyOf(address) === family)
  if (found !== undefined) return found
  const place = typeof to === 'string' ? to : to.place
  const wanted = family === undefined ? 'address' : `IPv${family} address`
  throw new LabError(`${place} has no ${wanted}`, `it has ${addresses.join(', ') || 'none'}; see networking.ipFamily`)
}

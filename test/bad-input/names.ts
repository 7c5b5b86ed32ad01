import { addressAt, parseCidr, subnetAt } from '@underlay/sdk'
import { parseTap } from '../../packages/sdk/src/capture/tap.ts'
import type { BadInput } from './bad-input.ts'

const cidr = (text: string): Pick<BadInput, 'give' | 'error'> => ({
  give: () => parseCidr(text),
  error: 'AddressError',
})
const tap = (text: string): Omit<BadInput, 'title'> => ({
  give: () => parseTap(text),
  error: 'LabError',
  place: JSON.stringify(text),
  says: 'names no tap',
  fix: 'node:interface, as in worker2:net0',
})

/** Addresses, networks and places. */
export const names: readonly BadInput[] = [
  {
    title: 'a prefix with a zero in front',
    ...cidr('10.0.0.0/08'),
    place: '10.0.0.0/08',
    says: 'is not a CIDR',
    fix: 'such as 10.1.5.0/24',
  },
  { title: 'a prefix of 129', ...cidr('::1/129'), place: '::1/129', says: 'is not a CIDR', fix: 'such as 10.1.5.0/24' },
  { title: 'a network of a mebibyte', ...cidr('1'.repeat(1024 * 1024)), place: '1111', says: '…' },
  {
    title: 'a network that clears the terminal',
    ...cidr('\u001B[2J'),
    place: "' [2J'",
    says: 'is not a CIDR',
    fix: 'such as 10.1.5.0/24',
  },
  {
    title: 'an ordinal beyond the network',
    give: () => addressAt('10.0.0.0/24', 256),
    error: 'AddressError',
    place: '10.0.0.0/24',
    says: 'has the ordinals 0 to 255, not 256',
  },
  {
    title: 'subnets of more bits than there are',
    give: () => subnetAt('10.0.0.0/24', 64, 1),
    error: 'AddressError',
    place: '10.0.0.0/24',
    says: 'has no subnets of /64',
  },
  { title: 'a tap with a command behind it', ...tap('worker:net0 -w /etc/passwd') },
  { title: 'a tap on a path', ...tap('worker:../../x') },
  { title: 'a tap of two lines', ...tap('worker:net0\nx') },
]

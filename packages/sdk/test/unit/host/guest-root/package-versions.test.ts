import { expect, test } from 'vitest'
import { installedPackage } from '../../../../src/host/guest-root/package-versions.ts'

const status = `Package: iproute2
Status: install ok installed
Version: 6.1.0-3

Package: iproute2-doc
Status: install ok installed
Version: 9.9

Package: tcpdump
Status: deinstall ok config-files
Version: 4.99.3-1
`

test.for([
  ['iproute2', '6.1.0-3'],
  ['iproute2-doc', '9.9'],
  ['tcpdump', undefined],
  ['nftables', undefined],
] as const)('the version of %s is %s', ([name, version]) => {
  expect(installedPackage(status, name)?.version).toBe(version)
})

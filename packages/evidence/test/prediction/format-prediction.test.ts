import { expect, it } from 'vitest'
import { formatPrediction, predictPath } from '@underlay/evidence'
import { pathLab } from '../build/path-labs.ts'

it('writes a line an interface, what it decides below, and the sizes', () => {
  const lines = formatPrediction(predictPath(pathLab(), 'pod/app-control-plane', 'pod/app-worker2')).split('\n')
  expect(lines[0]).toBe('pod/app-control-plane → pod/app-worker2 (10.98.12.65), an echo')
  expect(lines).toContain(
    '  ← control-plane:net0             10.1.5.10 → 10.1.8.10 ttl 63 DF | 10.98.95.193 → 10.98.12.65 ttl 63 DF | echo request  mtu 1500',
  )
  expect(lines).toContain("      IPIP CrossSubnet: 10.1.8.10 is outside of control-plane's 10.1.5.10/24, so ipip")
  expect(lines.at(-1)).toMatch(/^ {2}largest packet 1480 bytes; one more: refused at the source/)
})

it('says where a packet is lost', () => {
  const text = formatPrediction(predictPath(pathLab(), 'pod/app-control-plane', '10.98.12.100'))
  expect(text).toMatch(/✗ lost at worker2: 10\.98\.12\.64\/26 is worker2's own block/)
})

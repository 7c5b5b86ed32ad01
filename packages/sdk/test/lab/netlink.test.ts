import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptFolder } from '../../src/host/guest/scripts.ts'

const lines = [
  'link set lo up',
  'link set bridge up',
  'link set left master bridge up',
  'link set right mtu 1400 up',
  'link set near address ee:ee:ee:ee:ee:ee up',
  'link set far mtu 1300 address 02:00:00:00:00:01 up',
  'addr add 10.0.0.1/24 dev right',
  'addr replace 10.98.1.1/32 dev near',
  'addr replace fd00::1/64 dev right nodad',
  'route replace 10.98.1.2/32 dev near scope link metric 1024 proto boot',
  'route replace 169.254.1.1 dev far scope link',
  'route replace default via 169.254.1.1 dev far',
  'route replace 10.5.0.0/16 via 10.0.0.7',
  'route replace 10.6.0.0/16 dev near',
  'route replace fd00::5/128 dev near metric 1024 proto boot',
  'route replace fe80::1 dev far',
  'route replace default via fe80::1 dev far',
]

const script = `
  ip link add bridge address 02:00:00:00:00:0b type bridge
  ip link add left address 02:00:00:00:00:0c type veth peer name right address 02:00:00:00:00:0d
  ip link add near type veth peer name far
  $CARRY_OUT && ip -d route && ip -6 -d route show scope global && ip -br addr show scope global && ip link`

function kernelAfter(carryOut: string): string {
  const argv = ['-rn', 'bash', '-c', script.replace('$CARRY_OUT', carryOut)]
  const { status, stdout, stderr } = spawnSync('unshare', argv, { encoding: 'utf8', input: lines.join('\n') })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  // A link's state follows a moment later, and so does the route of its own address: in whichever order.
  return stdout
    .replaceAll(/state \w+/g, '')
    .split('\n')
    .toSorted()
    .join('\n')
}

test('the kernel is left by netlink.pl as by ip', () => {
  const own = `require "${join(scriptFolder, 'netlink.pl')}"; while (<STDIN>) { chomp; Netlink::knows($_) or die "not known: $_\n"; Netlink::carry_out($_) }`
  const byNetlink = kernelAfter(`perl -MPOSIX -e '${own}'`)
  expect(byNetlink).toContain('10.98.1.2 dev near proto boot scope link metric 1024')
  expect(byNetlink).toBe(kernelAfter('ip -batch -'))
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { orderModules } from '../../../../src/host/microvm/kernel-modules.ts'
import { tempFolder } from '../../temp-folder.ts'

/** A folder of modules, each with the .modinfo that says what it depends on. */
function modulesFolder(modules: Readonly<Record<string, string>>): string {
  const folder = tempFolder()
  for (const [path, depends] of Object.entries(modules)) {
    const file = join(folder, 'kernel', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `\x7fELF\0license=GPL\0depends=${depends}\0retpoline=Y\0name=x\0`)
  }
  return folder
}

const folderOfLab = () =>
  modulesFolder({
    'net/ipv4/ipip.ko': 'tunnel4,ip_tunnel',
    'net/ipv4/ip_tunnel.ko': '',
    'net/ipv4/tunnel4.ko': '',
    'net/bridge/bridge.ko': 'stp,llc',
    'net/802/stp.ko': 'llc',
    'net/llc/llc.ko': '',
    'drivers/virtio/virtio-pci.ko': 'virtio-ring,virtio',
    'drivers/virtio/virtio_ring.ko': 'virtio',
    'drivers/virtio/virtio.ko': '',
  })

test('each module comes after what it depends on, once', async () => {
  const ordered = await orderModules(folderOfLab(), ['bridge', 'ipip', 'llc'])
  expect(ordered).toEqual([
    'kernel/net/llc/llc.ko',
    'kernel/net/802/stp.ko',
    'kernel/net/bridge/bridge.ko',
    'kernel/net/ipv4/tunnel4.ko',
    'kernel/net/ipv4/ip_tunnel.ko',
    'kernel/net/ipv4/ipip.ko',
  ])
})

test.for(['virtio_pci', 'virtio-pci'])('%s is the same written with - or _, as for modprobe', async (name) => {
  expect(await orderModules(folderOfLab(), [name])).toEqual([
    'kernel/drivers/virtio/virtio.ko',
    'kernel/drivers/virtio/virtio_ring.ko',
    'kernel/drivers/virtio/virtio-pci.ko',
  ])
})

test('what is built in has no file, and is left out', async () => {
  const folder = modulesFolder({ 'net/vxlan.ko': 'udp_tunnel,built_in', 'net/udp_tunnel.ko': '' })
  expect(await orderModules(folder, ['dummy', 'vxlan'])).toEqual(['kernel/net/udp_tunnel.ko', 'kernel/net/vxlan.ko'])
})

test('a module without .modinfo depends on nothing', async () => {
  const folder = modulesFolder({ 'llc.ko': '' })
  writeFileSync(join(folder, 'kernel', 'veth.ko'), 'no data llc\0')
  expect(await orderModules(folder, ['veth'])).toEqual(['kernel/veth.ko'])
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { EngineError, ToolMissingError } from '../../../../src/errors.ts'
import { orderModules } from '../../../../src/host/microvm/kernel-modules.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'

afterEach(() => void vi.unstubAllEnvs())

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
  writeFileSync(join(folder, 'modules.builtin'), 'kernel/drivers/net/dummy.ko\nkernel/lib/built-in.ko\n')
  expect(await orderModules(folder, ['dummy', 'vxlan'])).toEqual(['kernel/net/udp_tunnel.ko', 'kernel/net/vxlan.ko'])
})

test('a module without .modinfo depends on nothing', async () => {
  const folder = modulesFolder({ 'llc.ko': '' })
  writeFileSync(join(folder, 'kernel', 'veth.ko'), 'no data llc\0')
  expect(await orderModules(folder, ['veth'])).toEqual(['kernel/veth.ko'])
})

test.for([
  ['wanted', ['dummy'], 'dummy'],
  ['depended on', ['vxlan'], 'udp_tunnel'],
] as const)('a module that is %s, and neither there nor built in, is refused', async ([, wanted, name]) => {
  const folder = modulesFolder({ 'net/vxlan.ko': 'udp_tunnel' })
  const { message, fix } = await rejection(orderModules(folder, wanted), EngineError)
  expect(message).toContain(`the kernel module ${name} is neither in ${folder} nor built in`)
  expect(fix).toBe('npm start -- --prepare')
})

/** The same with each module compressed, as Debian 13 has them. */
function compressed(modules: Readonly<Record<string, string>>): string {
  const folder = modulesFolder(modules)
  for (const path of Object.keys(modules)) execFileSync('xz', [join(folder, 'kernel', path)])
  return folder
}

test('compressed modules are decompressed beside, with what they depend on and no others', async () => {
  const folder = compressed({ 'net/vxlan.ko': 'udp_tunnel', 'net/udp_tunnel.ko': '', 'net/veth.ko': '' })
  const ordered = ['kernel/net/udp_tunnel.ko', 'kernel/net/vxlan.ko']
  expect(await orderModules(folder, ['vxlan'])).toEqual(ordered)
  expect(readFileSync(join(folder, 'kernel/net/vxlan.ko'), 'latin1')).toMatch(/^\x7fELF\0.*depends=udp_tunnel\0/)
  const files = ['udp_tunnel.ko', 'udp_tunnel.ko.xz', 'veth.ko.xz', 'vxlan.ko', 'vxlan.ko.xz']
  expect(readdirSync(join(folder, 'kernel/net')).sort()).toEqual(files)
})

test('what was decompressed once needs no xz any more', async () => {
  const folder = compressed({ 'net/veth.ko': '' })
  await orderModules(folder, ['veth'])
  vi.stubEnv('PATH', tempFolder())
  expect(await orderModules(folder, ['veth'])).toEqual(['kernel/net/veth.ko'])
})

test('without xz the error says what to install', async () => {
  const folder = compressed({ 'net/veth.ko': '' })
  vi.stubEnv('PATH', tempFolder())
  const { install } = await rejection(orderModules(folder, ['veth']), ToolMissingError)
  expect(install).toBe('sudo apt-get install -y xz-utils')
})

test('a compressed module that is damaged is refused by its name', async () => {
  const folder = compressed({ 'net/veth.ko': '' })
  writeFileSync(join(folder, 'kernel/net/veth.ko.xz'), 'no xz')
  const { message } = await rejection(orderModules(folder, ['veth']), EngineError)
  expect(message).toMatch(/veth\.ko\.xz cannot be decompressed: xz: /)
})

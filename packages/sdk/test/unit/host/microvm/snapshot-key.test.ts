import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { qemuArguments } from '../../../../src/host/microvm/qemu.ts'
import { snapshotKey } from '../../../../src/host/microvm/snapshot-key.ts'
import { tempFolder } from '../../temp-folder.ts'

test('a key depends on QEMU, the kernel, the initramfs, the processor and every argument', () => {
  const folder = tempFolder()
  const [qemu, kernel, otherKernel] = ['qemu', 'vmlinuz', 'other'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const path of [qemu, kernel, otherKernel]) writeFileSync(path, 'x')
  const of = (
    accelerator: 'tcg' | 'kvm',
    image = kernel,
    initrd = '/initramfs-1.cpio',
    cpu = 'one',
    extra: string[] = [],
  ) =>
    snapshotKey(
      { qemu, accelerator, kernel: image, argv: [...qemuArguments(accelerator, image, initrd), ...extra] },
      () => cpu,
    )
  const first = of('tcg')
  expect(of('tcg')).toBe(first)
  // What the guest cannot see does not matter.
  expect(of('tcg', kernel, '/initramfs-1.cpio', 'another')).toBe(first)
  const others = [
    of('kvm'),
    of('kvm', kernel, '/initramfs-1.cpio', 'another'),
    of('tcg', otherKernel),
    of('tcg', kernel, '/initramfs-2.cpio'),
    of('tcg', kernel, '/initramfs-1.cpio', 'one', ['-smp', '4']),
  ]
  writeFileSync(qemu, 'newer')
  others.push(of('tcg'))
  writeFileSync(kernel, 'newer')
  others.push(of('tcg'))
  expect(new Set([first, ...others]).size).toBe(1 + others.length)
})

import { expect, test } from 'vitest'
import { qemuArguments } from '../../../../src/host/microvm/qemu.ts'

function valueOf(argv: readonly string[], option: string): string[] {
  return argv.flatMap((word, index) => (argv[index - 1] === option ? [word] : []))
}

test.for([
  ['tcg', 'tcg,thread=multi'],
  ['kvm', 'kvm'],
] as const)('under %s', ([accelerator, option]) => {
  expect(valueOf(qemuArguments(accelerator, '/vmlinuz', '/initramfs'), '-accel')).toEqual([option])
})

test('it boots that kernel with that initramfs, and its console is said to', () => {
  const argv = qemuArguments('tcg', '/cache/vmlinuz', '/cache/initramfs.cpio')
  expect(valueOf(argv, '-kernel')).toEqual(['/cache/vmlinuz'])
  expect(valueOf(argv, '-initrd')).toEqual(['/cache/initramfs.cpio'])
  expect(valueOf(argv, '-append').join()).toMatch(/^console=ttyS0 .*panic=-1/)
})

test('programs are at the same addresses at each start under TCG, and only there', () => {
  const [tcg, kvm] = (['tcg', 'kvm'] as const).map((accelerator) =>
    qemuArguments(accelerator, '/vmlinuz', '/i').join(' '),
  )
  expect(tcg).toContain(' norandmaps')
  expect(kvm).not.toContain('norandmaps')
})

test('the guest has no disk, no network and no display, and a panic ends it', () => {
  const argv = qemuArguments('tcg', '/vmlinuz', '/initramfs')
  expect(argv).toContain('-nodefaults')
  expect(argv).toContain('-no-reboot')
  expect(valueOf(argv, '-display')).toEqual(['none'])
  expect(argv.filter((word) => /^-(netdev|nic|net|drive|hda|blockdev)$/.test(word))).toEqual([])
})

test("the agent's line is standard input and output, the console descriptor 3", () => {
  const argv = qemuArguments('tcg', '/vmlinuz', '/initramfs')
  expect(valueOf(argv, '-chardev')).toEqual(['socket,id=console,fd=3', 'stdio,id=agent,signal=off'])
  expect(valueOf(argv, '-device').at(-1)).toBe('virtserialport,chardev=agent,name=underlay.agent')
})

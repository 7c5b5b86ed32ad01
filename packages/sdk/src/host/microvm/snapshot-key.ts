import { readFileSync } from 'node:fs'
import { keyOf } from '../guest-root/key.ts'
import type { Recipe } from './start-qemu.ts'

// Counts the changes of what is done with a guest before its snapshot is taken.
const version = 1

/** The key of a recipe's snapshot: another QEMU, kernel, initramfs, processor, memory or device has another key. */
export function snapshotKey(
  { qemu, accelerator, kernel, argv }: Omit<Recipe, 'deadlineMs'>,
  processor: () => string = thisProcessor,
): string {
  // Under KVM the guest has found out what this machine's processor can do.
  const seen = accelerator === 'kvm' ? processor() : accelerator
  return keyOf([version, process.arch, seen, argv], [qemu, kernel])
}

function thisProcessor(): string {
  const [first = ''] = readFileSync('/proc/cpuinfo', 'utf8').split('\n\n')
  return first
    .split('\n')
    .filter((line) => /^(vendor_id|cpu family|model|model name|stepping|microcode|flags)\s*:/.test(line))
    .join('\n')
}

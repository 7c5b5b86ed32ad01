import { microvmMissing } from '../../host/choose-host.ts'
import { unpackedDebian } from '../../host/guest-root/debian.ts'
import type { ToolMissingError } from '../../errors.ts'
import type { Judgement } from '../finding.ts'
import type { Probe } from '../site.ts'

/** Looks for QEMU and the guest's kernel; the microVM itself is booted on request only. */
export const microvmProbe: Probe = {
  name: 'microvm',
  look: async () => {
    const missing = microvmMissing()
    return judgeMicrovm(missing === undefined ? unpackedDebian().kernel.release : missing)
  },
}

/** @param found the release of the guest's kernel, or what is missing. */
export function judgeMicrovm(found: string | ToolMissingError): Judgement {
  if (typeof found === 'string') {
    return { status: 'ok', detail: `QEMU and the guest's kernel ${found} are there; --microvm boots it` }
  }
  return { status: 'warning', detail: `${found.tool} is not there`, fix: found.install, stops: ['microvm'] }
}

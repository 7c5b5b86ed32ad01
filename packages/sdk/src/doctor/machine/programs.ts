import { installLine, unpackedRoots, type DebianPackage } from '../../host/guest-root/debian.ts'
import { missingPrograms } from '../../host/guest-root/guest-root.ts'
import { packageVersions, upstreamVersion } from '../../host/guest-root/package-versions.ts'
import { findProgram } from '../../host/guest-root/programs.ts'
import type { Judgement } from '../finding.ts'
import type { Probe } from '../site.ts'

// What starts a lab's machine, beside what is in it.
const starters = ['unshare', 'setpriv']

/** Looks for every program that a lab on this machine's kernel, or in a microVM, is made of. */
export const programsProbe: Probe = {
  name: 'programs',
  look: async () => {
    const missing = starters.filter((name) => findProgram(name) === undefined)
    return judgePrograms([...missing, ...missingPrograms(unpackedRoots())], installLine, await packageVersions())
  },
}

export function judgePrograms(
  missing: readonly string[],
  install: string,
  packages: readonly DebianPackage[] = [],
): Judgement {
  if (missing.length === 0) {
    const versions = packages.map((one) => `${one.name} ${upstreamVersion(one)}`).join(', ')
    const detail = 'every program of a lab is installed or unpacked'
    return { status: 'ok', detail: versions === '' ? detail : `${detail}: ${versions}` }
  }
  return {
    status: 'problem',
    detail: `neither installed nor unpacked: ${missing.join(', ')}`,
    fix: install,
    stops: ['local', 'microvm'],
  }
}

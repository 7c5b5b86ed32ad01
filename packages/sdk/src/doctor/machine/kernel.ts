import { readFile } from 'node:fs/promises'
import { release } from 'node:os'
import { kernelNeedNames } from '@underlay/configs'
import type { Lack } from '../../host/features.ts'
import { probeLocal } from '../../host/local/probe.ts'
import type { Judgement, Repair } from '../finding.ts'
import type { Probe } from '../site.ts'

// Where its name is not that of the need.
const modules: Readonly<Record<string, string>> = {
  vlan: '8021q',
  'bridge-vlan': 'bridge',
  nftables: 'nf_tables',
  netem: 'sch_netem',
}

/** Makes one of everything that a lab's network can be made of, in a namespace that ends at once. */
export const kernelProbe: Probe = {
  name: 'kernel',
  look: async () => {
    const [lacks, dep] = await Promise.all([
      probeLocal(kernelNeedNames),
      readFile(`/lib/modules/${release()}/modules.dep`, 'utf8').catch(() => ''),
    ])
    return judgeKernel({ release: release(), lacks, dep })
  },
}

/** What of all devices a kernel does not make; what every lab needs stops the local host, the rest only some labs. */
export function judgeKernel(seen: {
  readonly release: string
  readonly lacks: readonly Lack[]
  readonly dep: string
}): Judgement {
  const { lacks, dep } = seen
  const kernel = `Linux ${seen.release}`
  if (lacks.length === 0) return { status: 'ok', detail: `${kernel} makes all that a lab can need` }
  const namespaces = lacks.find(({ need }) => need === 'namespaces')
  if (namespaces !== undefined) {
    const detail = `this user may not make namespaces here: ${namespaces.why}`
    return { status: 'problem', detail, fix: 'UNDERLAY_HOST=microvm, or run as root', stops: ['local'] }
  }
  const repairs = lacks.flatMap(({ need }): readonly Repair[] => {
    const name = modules[need] ?? need
    return new RegExp(`/${name.replaceAll(/[-_]/g, '[-_]')}\\.ko`).test(dep) ? [{ kind: 'module', name }] : []
  })
  const known = repairs.flatMap((repair) => (repair.kind === 'module' ? [repair.name] : []))
  const fix =
    known.length > 0 ? `sudo modprobe --all ${known.join(' ')}` : 'UNDERLAY_HOST=microvm for labs that need them'
  const detail = `${kernel} does not make ${lacks.map(({ need }) => need).join(', ')}`
  const needed = lacks.some(({ need }) => ['veth', 'bridge', 'nftables'].includes(need))
  return {
    status: needed ? 'problem' : 'warning',
    detail,
    fix,
    ...(needed && { stops: ['local'] as const }),
    ...(repairs.length > 0 && { repairs }),
  }
}

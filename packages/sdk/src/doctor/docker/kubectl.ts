import { LabError, ToolMissingError } from '../../errors.ts'
import { runProgram } from '../../process/run-program.ts'
import { toolMissing } from '../../process/tool-missing.ts'
import type { Judgement } from '../finding.ts'
import type { Probe } from '../site.ts'

/** Asks kubectl for its version; Underlay does without it, whoever looks into a kind lab may not. */
export const kubectlProbe: Probe = {
  name: 'kubectl',
  look: async ({ timeoutMs, signal }) => {
    const argv = ['kubectl', 'version', '--client', '--output=json']
    try {
      return judgeKubectl(await runProgram(argv, { timeoutMs, signal }))
    } catch (error) {
      if (error instanceof ToolMissingError) return judgeKubectl(undefined)
      if (!(error instanceof LabError)) throw error
      return { status: 'warning', detail: error.message.split('\n')[0] ?? '', fix: 'kubectl version --client' }
    }
  },
}

/** @param said what kubectl said; `undefined` where there is none. */
export function judgeKubectl(said: { readonly stdout: string; readonly stderr: string } | undefined): Judgement {
  const fix = toolMissing('kubectl').install
  if (said === undefined) return { status: 'skipped', detail: 'not there; Underlay does not need it', fix }
  const version = /"gitVersion":\s*"v?([^"]+)"/.exec(said.stdout)?.[1]
  if (version !== undefined) return { status: 'ok', detail: `kubectl ${version}` }
  const line = (said.stderr || said.stdout).trim().split('\n')[0] ?? ''
  return { status: 'warning', detail: `kubectl says no version: ${line || 'it said nothing'}`, fix }
}

import { access, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { LabError, ToolMissingError } from '../../errors.ts'
import { plainLine } from '../../process/lines.ts'
import { runProgram } from '../../process/run-program.ts'
import { clabEnvironment } from './environment.ts'

/** A containerlab that is on the PATH: its version (`0.69.3`), or why it cannot be used here and what mends that. */
export type FoundContainerlab =
  | { readonly works: true; readonly version: string }
  | { readonly works: false; readonly reason: string; readonly fix: string }

/** How to look for containerlab. */
export interface FindContainerlab {
  /** Default 10000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** The kernel's list of modules, which containerlab aborts without. Default `/proc/modules`. */
  readonly modulesPath?: string
}

const builtIn = "underlay up --driver built-in, or attachClabFabric(cluster, topology, { driver: 'built-in' })"

/**
 * Looks for containerlab on the PATH, and whether `deploy` can work here: that it says its version, may become root, and
 * finds the kernel's list of modules.
 *
 * @returns `undefined` when there is none.
 * @throws the signal's reason when it is aborted.
 * @example
 * ```ts
 * const found = await findContainerlab()
 * if (found?.works) console.error(`containerlab ${found.version}`)
 * ```
 * @see https://github.com/srl-labs/containerlab/blob/main/cmd/version.go
 * @see https://github.com/srl-labs/containerlab/blob/main/utils/kernel_module.go
 */
export async function findContainerlab(options: FindContainerlab = {}): Promise<FoundContainerlab | undefined> {
  const { timeoutMs = 10_000, signal, modulesPath = '/proc/modules' } = options
  const fix = `install it again: https://containerlab.dev/install, or ${builtIn}`
  const broken = (reason: string): FoundContainerlab => ({ works: false, reason, fix })
  const how = { env: clabEnvironment(process.env), timeoutMs, ...(signal && { signal }) }
  try {
    const { exitCode, stdout, stderr } = await runProgram(['containerlab', 'version'], how)
    const said = (stderr || stdout).trim().split('\n').map(plainLine).at(-1)?.slice(0, 200)
    if (exitCode !== 0) return broken(`containerlab version: exit code ${exitCode}: ${said || 'it said nothing'}`)
    const version = /^\s*version:\s*v?(\d+\.\d+\.\d+\S*)/m.exec(stdout)?.[1]
    if (version === undefined) return broken(`containerlab version says no version: ${said || 'nothing'}`)
    return (await whyNoDeploy(modulesPath)) ?? { works: true, version }
  } catch (error) {
    if (error instanceof ToolMissingError) return undefined
    if (error instanceof LabError) return broken(error.message.split('\n')[0] ?? '')
    throw error
  }
}

async function whyNoDeploy(modulesPath: string): Promise<FoundContainerlab | undefined> {
  const modules = await access(modulesPath).then(
    () => true,
    () => false,
  )
  if (!modules) {
    const reason = `containerlab aborts on this kernel, which has no module support: open ${modulesPath}: no such file`
    return { works: false, reason, fix: builtIn }
  }
  if (process.getuid?.() === 0 || (await isSetuid())) return undefined
  const fix = `run as root, or sudo chmod u+s "$(command -v containerlab)", or ${builtIn}`
  return { works: false, reason: 'containerlab deploy needs root, and the binary is not setuid', fix }
}

async function isSetuid(): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = await stat(join(folder, 'containerlab')).catch(() => undefined)
    if (found?.isFile() === true && (found.mode & 0o111) !== 0) return (found.mode & 0o4000) !== 0
  }
  return false
}

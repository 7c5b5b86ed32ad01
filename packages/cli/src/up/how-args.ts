import type { UpOptions } from '@underlay/sdk'

/** How a lab is to be made, as typed. */
export interface HowArgs {
  readonly engine?: UpOptions['engine'] | undefined
  readonly host?: UpOptions['host'] | undefined
  readonly 'node-image'?: string | undefined
  readonly 'tools-image'?: string | undefined
  readonly driver?: UpOptions['driver'] | undefined
  readonly 'cni-version'?: string | undefined
  readonly 'cni-manifest'?: string | undefined
  readonly offline?: boolean | undefined
}

/** The same as the SDK takes it; what was not typed is left out. */
export function howOf(args: HowArgs): UpOptions {
  const { engine, host, driver, offline } = args
  const { 'node-image': image, 'tools-image': toolsImage, 'cni-version': version, 'cni-manifest': manifest } = args
  return {
    ...(engine !== undefined && { engine }),
    ...(host !== undefined && { host }),
    ...(driver !== undefined && { driver }),
    ...(offline !== undefined && { offline }),
    ...(image !== undefined && { image }),
    ...(toolsImage !== undefined && { toolsImage }),
    ...(version !== undefined && { version }),
    ...(manifest !== undefined && { manifest }),
  }
}

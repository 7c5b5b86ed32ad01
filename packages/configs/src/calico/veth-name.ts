import { sha1 } from './sha1.ts'

/**
 * The name of a pod's interface on its node: `cali` and the first 11 hexadecimal digits of the SHA-1 of `<namespace>.<pod>`.
 *
 * @example
 * ```ts
 * vethName('default', 'app-2g24f') // 'cali0aaab42b9f5'
 * ```
 * @see https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go
 */
export function vethName(namespace: string, pod: string): string {
  return `cali${sha1(`${namespace}.${pod}`).slice(0, 11)}`
}

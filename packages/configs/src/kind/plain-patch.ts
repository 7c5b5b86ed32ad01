import { isMapping } from '../document/shape.ts'
import { readYaml } from '../document/yaml.ts'

const NODE_KEYS = ['kind', 'apiVersion', 'nodeRegistration']
const PLAIN_ARGS = ['node-ip', 'node-labels']

/** Whether a kubeadm patch gives a kubelet its address and labels, and does nothing else. */
export function isPlainPatch(text: string): boolean {
  return [...readYaml(text)].every(({ value, readable }) => readable && isPlain(value))
}

function isPlain(value: unknown): boolean {
  if (!isMapping(value) || !Object.keys(value).every((key) => NODE_KEYS.includes(key))) return false
  const registration = value['nodeRegistration']
  if (!isMapping(registration) || !Object.keys(registration).every((key) => key === 'kubeletExtraArgs')) return false
  const args = registration['kubeletExtraArgs']
  const names = Array.isArray(args)
    ? args.map((arg: unknown) => (isMapping(arg) ? arg['name'] : undefined))
    : isMapping(args)
      ? Object.keys(args)
      : [undefined]
  return names.every((name) => typeof name === 'string' && PLAIN_ARGS.includes(name))
}

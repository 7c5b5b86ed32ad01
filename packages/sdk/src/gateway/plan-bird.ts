import { fileInstruction } from './file-instruction.ts'

/** The control socket of a gateway's BIRD. */
export function birdSocket(gateway: string): string {
  return `/run/bird/${gateway}.ctl`
}

/** The instructions that start BIRD. */
export function planBird(gateway: string, config: string): readonly string[] {
  const path = `/run/bird/${gateway}`
  const log = `log "${path}.log" { warning, error, fatal, bug };\n`
  return [
    'folder /run/bird',
    fileInstruction(`${path}.conf`, log + config),
    `daemon ${path}.pid bird -c ${path}.conf -s ${birdSocket(gateway)} -P ${path}.pid`,
  ]
}

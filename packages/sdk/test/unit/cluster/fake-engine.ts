import type { Access, EngineKind, LabModel, Lifecycle } from '../../../src/engine/engine.ts'
import { cluster, preset } from '../reference-lab.ts'

const model: LabModel = { cluster, fabric: undefined, cni: undefined, dockerAddresses: {}, taints: {} }
const unused = async (): Promise<never> => Promise.reject(new Error('not in this test'))

/** An engine that keeps what it was asked to change: each call with its arguments. */
export function fakeEngine(engine: EngineKind, lifetime: 'process' | 'persistent' = 'persistent') {
  const asked: (readonly [step: string, ...given: readonly unknown[]])[] = []
  const keep =
    (step: string) =>
    async (...given: readonly unknown[]): Promise<void> =>
      void asked.push([step, ...given])
  const lab: Access & Lifecycle = {
    name: preset.name,
    engine,
    lifetime,
    host: { kind: 'fake', kernel: '6.1.0-fake', accelerator: '' },
    model: () => model,
    nodes: unused,
    pods: unused,
    services: unused,
    birdProtocols: unused,
    spawn: unused,
    attach: keep('attach'),
    installCalico: keep('installCalico'),
    installFlannel: keep('installFlannel'),
    removeControlPlaneTaint: keep('removeControlPlaneTaint'),
    apply: unused,
    remove: keep('remove'),
    removePod: keep('removePod'),
    addNodes: keep('addNodes'),
    destroy: keep('destroy'),
    close: keep('close'),
  }
  return { lab, asked }
}

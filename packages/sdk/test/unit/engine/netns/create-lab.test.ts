import { expect, onTestFinished, test, vi } from 'vitest'
import { createLab } from '../../../../src/engine/netns/create-lab.ts'
import { tempFolder } from '../../temp-folder.ts'
import { fakePrograms } from '../../process/fake-programs.ts'

test.each(['image', 'pull'])('aborted while docker %s goes on, no lab is made', async (hanging) => {
  vi.stubEnv('XDG_RUNTIME_DIR', tempFolder())
  onTestFinished(() => void vi.unstubAllEnvs())
  const { calls } = fakePrograms({
    docker: `[ "$1" = ${hanging} ] && exec sleep 30\necho "No such image" >&2; exit 1`,
  })
  const stop = new AbortController()
  const making = createLab(
    { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name: 'lab', nodes: [{ role: 'control-plane' }] },
    { lifetime: 'process', host: 'docker', needs: [], say: () => {}, toolsImage: 'tools:1', signal: stop.signal },
  )
  await expect.poll(() => calls().some((call) => call.startsWith(`docker ${hanging}`))).toBe(true)
  stop.abort('SIGINT')
  await expect(making).rejects.toBe('SIGINT')
})

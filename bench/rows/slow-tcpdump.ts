import { createCaptureStream, ping, type Cluster, type Endpoint } from '@underlay/sdk'

/** The baseline of a short capture: `tcpdump -U` as one would type it, ended after the last reply; the packets that it wrote. */
export async function captureWithoutImmediateMode(
  cluster: Cluster,
  client: Endpoint,
  server: Endpoint,
): Promise<number> {
  const argv = ['tcpdump', '-U', '-n', '-i', 'net0', '-w', '-', 'icmp']
  const tcpdump = await cluster.internals.spawn('control-plane', argv)
  const stream = createCaptureStream()
  let packets = 0
  tcpdump.stdout.on('data', (chunk: Buffer) => (packets += stream.push(chunk).length))
  await new Promise<void>((resolve) => {
    tcpdump.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('listening')) resolve()
    })
  })
  await ping(client, server, { count: 5, intervalMs: 2 })
  tcpdump.kill('SIGKILL')
  await tcpdump.exited
  return packets
}

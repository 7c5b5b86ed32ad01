import { command } from '../command/command.ts'
import { bytesOf, countOf, millisecondsOf } from '../command/quantity.ts'
import { labArgs } from '../lab/lab-args.ts'

/** Captures at any interfaces of a lab while packets pass. */
export const capture = command({
  name: 'capture',
  description:
    'Captures at any interfaces of a lab at once: rows in the terminal, pcapng in a pipe. Ctrl-C ends it, and is no failure.',
  args: {
    taps: {
      type: 'positional',
      required: false,
      description: 'worker:net0 gw0:eth1 pod/app-worker2:eth0; as many as wanted',
    },
    filter: { type: 'string', alias: 'f', valueHint: 'icmp', description: "what to capture, in tcpdump's language" },
    'display-filter': {
      type: 'string',
      alias: 'Y',
      valueHint: 'ip.src==10.1.5.10',
      description: "what of it to show and to write, in Wireshark's language",
    },
    write: {
      type: 'string',
      alias: 'w',
      valueHint: 'file',
      description: 'a pcapng beside the rows; - is standard output',
    },
    count: { type: 'string', alias: 'c', valueHint: 'n', description: 'end after so many packets that are shown' },
    duration: { type: 'string', valueHint: '10s', description: 'end after that time' },
    snaplen: { type: 'string', alias: 's', valueHint: 'bytes', description: 'bytes kept of each packet; default 9216' },
    'ring-bytes': {
      type: 'string',
      valueHint: '10M',
      description: 'begin a new file after so many: name_00001.pcapng',
    },
    'ring-files': { type: 'string', valueHint: 'n', description: 'keep so many of them, the latest' },
    all: { type: 'boolean', description: 'every interface of the lab in place of taps' },
    path: { type: 'boolean', description: 'every interface between two places, which are named in place of taps' },
    output: {
      type: 'enum',
      alias: 'o',
      options: ['table', 'json'],
      description: 'rows, or one JSON object a line with every field; also into a pipe',
    },
    json: { type: 'boolean', description: 'the same as -o json' },
    'dry-run': {
      type: 'boolean',
      description: 'say what would run where; of a cluster that exists also which rights it needs, as a manifest',
    },
    ...labArgs,
  },
  examples: [
    'underlay capture worker:net0 gw0:eth1',
    'underlay capture worker:net0 | wireshark -k -i -',
    "underlay capture worker:net0 -f 'ip proto 4' -Y 'ip.src#2 == 10.98.81.4' -c 10",
    'underlay capture --path pod/app-worker pod/app-worker3 -w path.pcapng',
    'underlay capture --all -w lab.pcapng --ring-bytes 100M --ring-files 10',
    "underlay capture worker:net0 --json | jq '.layers[].name'",
    'underlay capture node7:eth0 --kubeconfig ~/.kube/config --dry-run | kubectl apply -f -',
  ],
  several: 'taps',
  endsByInterrupt: true,
  run: async ({ _: names, ...args }, { signal }) => {
    const request = {
      ...args,
      names,
      displayFilter: args['display-filter'],
      packets: countOf('--count', args.count),
      durationMs: millisecondsOf('--duration', args.duration),
      snapLengthBytes: bytesOf('--snaplen', args.snaplen),
      ringBytes: bytesOf('--ring-bytes', args['ring-bytes']),
      ringFiles: countOf('--ring-files', args['ring-files']),
      dryRun: args['dry-run'],
      signal,
    }
    // Slow to load: help and mistakes come before.
    const { runCapture } = await import('../capture/run-capture.ts')
    const code = await runCapture(request)
    // A pipe that nobody reads would keep this process for ever.
    if (signal.aborted && process.stdout.writableLength > 0) process.exit(signal.reason === 'SIGTERM' ? 143 : code)
    return code
  },
})

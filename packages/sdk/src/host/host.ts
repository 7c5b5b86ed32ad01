import type { Readable } from 'node:stream'

/**
 * Where a lab's namespaces live, and how commands get there: namespaces of this machine, a microVM, a container, or a pod
 * on its node.
 */
export interface Host {
  readonly kind: 'local' | 'microvm' | 'docker' | 'node'
  /** `uname -r` of the kernel that carries the packets. */
  readonly kernel: string
  /** Starts a program in a network namespace; `''` is the host's own. */
  spawn(namespace: string, argv: readonly string[], options?: SpawnOptions): HostProcess
  /** Writes a file, whole. */
  write(path: string, content: string | Uint8Array): Promise<void>
}

/** Where programs are started by the name of a namespace or place: a host, or a lab. */
export interface Spawner {
  spawn(where: string, argv: readonly string[], options?: SpawnOptions): HostProcess | Promise<HostProcess>
}

export interface SpawnOptions {
  /** Written to the program's standard input, which is closed after it; without it the input stays open. */
  readonly stdin?: string | Uint8Array
  /** Give the program a terminal: stdout and stderr come together. */
  readonly terminal?: boolean
}

/** A running program. It ends with the connection that started it. */
export interface HostProcess {
  readonly stdout: Readable
  readonly stderr: Readable
  /** Settles when the program has ended and its output is complete; rejects when the host is gone. */
  readonly exited: Promise<HostExit>
  /** Resolves when the program has room for more; who does not wait for that keeps it in memory, here and there. */
  write(bytes: string | Uint8Array): Promise<void>
  end(): void
  /** Signals the program and what it started. */
  kill(signal: HostSignal): void
  /** Tells the program's terminal its size. */
  resize(rows: number, columns: number): void
}

/** What a program can be sent. */
export type HostSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'SIGUSR1' | 'SIGPIPE' | 'SIGSTOP' | 'SIGCONT'

/** How a program ended; `exitCode` is 128 + signal number when a signal ended it. */
export interface HostExit {
  readonly exitCode: number
}

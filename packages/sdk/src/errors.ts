import { stripVTControlCharacters } from 'node:util'
import { printableLines } from '@underlay/packet/printable'

const debugging = /\bunderlay\b/.test(process.env.NODE_DEBUG ?? '')

/** What every error of the SDK has in common: a message that says what is wrong, and the next thing to do. */
export class LabError extends Error {
  override name = 'LabError'
  /** The next thing to do, one line; the message ends with it. */
  readonly fix: string | undefined

  constructor(message: string, fix?: string, options?: ErrorOptions) {
    // Messages quote programs, servers and documents, and end in a terminal.
    const words = fix === undefined ? message : `${message}\n  fix: ${fix}`
    super(printableLines(stripVTControlCharacters(words)), options)
    this.fix = fix
  }

  // Whoever makes a mistake is told what to do, not where the SDK noticed; NODE_DEBUG=underlay shows that too.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return debugging ? (this.stack ?? this.message) : `${this.name}: ${this.message}`
  }
}

/** A program that the lab needs is not on this machine; `install` is the line to paste. */
export class ToolMissingError extends LabError {
  override name = 'ToolMissingError'
  readonly tool: string
  readonly install: string

  constructor(tool: string, install: string) {
    super(`${tool} is needed and was not found`, install)
    this.tool = tool
    this.install = install
  }
}

/** A command in the lab ended badly; it has the place, the arguments, the exit code and the ends of the outputs. */
export class CommandError extends LabError {
  override name = 'CommandError'
  readonly where: string
  readonly argv: readonly string[]
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string

  constructor(command: {
    where: string
    argv: readonly string[]
    exitCode: number
    stdout: string
    stderr: string
    fix?: string | undefined
  }) {
    const said = tail(command.stderr) || tail(command.stdout) || 'it said nothing'
    super(`${command.where}: ${command.argv.join(' ')}: exit code ${command.exitCode}: ${said}`, command.fix)
    this.where = command.where
    this.argv = command.argv
    this.exitCode = command.exitCode
    this.stdout = command.stdout
    this.stderr = command.stderr
  }
}

/** Something awaited did not come in time; it has what was awaited and what was seen last. */
export class LabTimeoutError extends LabError {
  override name = 'LabTimeoutError'
  readonly awaited: string
  readonly lastSeen: string

  constructor(awaited: string, timeoutMs: number, lastSeen: string, fix?: string) {
    super(`waited ${timeoutMs} ms for ${awaited}; last seen: ${lastSeen}`, fix)
    this.awaited = awaited
    this.lastSeen = lastSeen
  }
}

/** The lab, or what a step builds on, is not there (or is there already); `fix` names the step to run first. */
export class LabStateError extends LabError {
  override name = 'LabStateError'
}

/** A node, interface, pod or option that does not exist was named; the message offers the nearest one that does. */
export class UnknownNameError extends LabError {
  override name = 'UnknownNameError'
}

/** The lab's engine ended, or its machine could not be started; the message has the last lines that it said. */
export class EngineError extends LabError {
  override name = 'EngineError'
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n').slice(-1000)
}

/** A document that this code did not build asks for more than a network of its own; `requests` has every line of it. */
export class TrustError extends LabError {
  override name = 'TrustError'
  readonly requests: readonly string[]

  constructor(requests: readonly string[], fix: string) {
    super(`what was read from a text asks for more than a network of its own:\n${requests.join('\n')}`, fix)
    this.requests = requests
  }
}

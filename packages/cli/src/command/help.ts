import { stripVTControlCharacters } from 'node:util'
import { renderUsage, type ArgsDef } from 'citty'
import type { Command } from './command.ts'
import { variableOf } from './environment.ts'

const about = 'Builds container-network labs and proves on the wire what the network does.'

/** The help of all commands. */
export async function overview(commands: readonly Command[]): Promise<string> {
  const shown = commands.filter(({ hidden }) => hidden !== true)
  const subCommands = Object.fromEntries(
    shown.map(({ name, description }) => [name, { meta: { description: firstSentence(description) } }]),
  )
  const usage = await renderUsage({ meta: { name: 'underlay', description: about }, subCommands })
  return plain(`${usage.trimEnd()}\n\nunderlay --version prints the version.`)
}

/** The help of one command, with its examples. */
export async function commandHelp({ name, description, args, examples, several, behind }: Command): Promise<string> {
  const usage = await renderUsage(
    { meta: { name, description }, args: named(name, args) },
    { meta: { name: 'underlay' } },
  )
  const whole = usage.replace(/^.*\bUSAGE\b.*$/m, (line) => {
    const named = several === undefined ? line : line.replace(`${several.toUpperCase()}`, '$&...')
    return behind === undefined ? named : named.replace(/(?=`?$)/, ` ${behind}`)
  })
  return plain(`${whole.trimEnd()}\n\nEXAMPLES\n\n${examples.map((line) => `  ${line}`).join('\n')}\n`)
}

// Where an option may come from as well stands behind it.
function named(command: string, args: ArgsDef): ArgsDef {
  return Object.fromEntries(
    Object.entries(args).map(([option, definition]) =>
      definition.type === 'positional'
        ? [option, definition]
        : [option, { ...definition, description: `${definition.description} [${variableOf(command, option)}]` }],
    ),
  )
}

// What more there is to say stands in the command's own help.
function firstSentence(text: string): string {
  return text.split(/(?<=[.:;]) /, 1)[0]?.replace(/[:;]$/, '.') ?? text
}

function plain(text: string): string {
  const lines = text.replace(/ +$/gm, '')
  return process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? lines : stripVTControlCharacters(lines)
}

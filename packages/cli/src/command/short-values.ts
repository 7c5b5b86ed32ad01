import type { ArgsDef } from 'citty'

/** The words of a command line, `-o=json` as `-o json` says it. */
export function shortValues(args: ArgsDef, argv: readonly string[]): readonly string[] {
  return argv.map((word) => {
    const [, short, value] = /^-([a-z])=(.*)$/is.exec(word) ?? []
    const option = Object.entries(args).find(
      ([, { type, ...definition }]) =>
        (type === 'string' || type === 'enum') &&
        'alias' in definition &&
        [definition.alias].flat().some((alias) => alias === short),
    )
    return short === undefined || option === undefined ? word : `--${option[0]}=${value}`
  })
}

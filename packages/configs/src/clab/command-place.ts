// A fabric is plain data, which is compared: where a command was read from is remembered beside it, not inside.
const places = new WeakMap<readonly string[], string>()

/** Remembers where a command stands, for {@link commandPlace}. */
export function rememberCommand(argv: readonly string[], place: string | undefined): void {
  if (place !== undefined) places.set(argv, place)
}

/**
 * Where a command of a fabric stands, as in `clab.yaml:12:9`; `undefined` when the topology was built in code.
 *
 * @param argv the list of the model itself, not a copy.
 */
export function commandPlace(argv: readonly string[]): string | undefined {
  return places.get(argv)
}

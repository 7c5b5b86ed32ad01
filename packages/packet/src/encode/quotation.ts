import type { GivenFields } from './given-fields.ts'

/** An error's quotation is in `quoted`; other messages quote nothing, and carry what they carry as a layer. */
export function refuseMisplacedQuote(
  fields: GivenFields,
  isError: boolean,
  type: number,
  payload: Uint8Array,
  quoted: Uint8Array,
): void {
  if (isError && payload.length > 0) {
    const problem = `of type ${type} is an error, what follows it is a quotation`
    throw fields.error(undefined, problem, "give the layers behind it as its 'quoted'")
  }
  if (!isError && quoted.length > 0) {
    throw fields.error(
      undefined,
      `of type ${type} quotes nothing`,
      "give 'quoted' as layers behind it, or another type",
    )
  }
}

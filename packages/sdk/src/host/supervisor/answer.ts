/** What a starting supervisor says, once, as a line of JSON. */
export type SupervisorAnswer =
  | { readonly ready: true; readonly notes: readonly string[] }
  | { readonly inUse: true }
  | { readonly error: string; readonly name: string; readonly fix: string | undefined }

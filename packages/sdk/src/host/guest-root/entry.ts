/** A file, folder or symbolic link of a root; `path` is absolute. */
export type RootEntry =
  | { readonly path: string; readonly folder: true }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly content: Uint8Array; readonly executable: boolean }

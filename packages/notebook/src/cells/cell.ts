/** What a cell's marker says of how it is run: `// %% Title skip timeout="90s" throws="AssertionError"`. */
export interface CellFlags {
  /** Not run, and said so. */
  readonly skip?: boolean
  /** It must end with an error whose name or message contains this; `true` is any error. */
  readonly throws?: true | string
  /** The page shows its outputs, not its source. */
  readonly hide?: boolean
  readonly timeoutMs?: number
}

/** A part of a notebook: prose, or code that is run. */
export interface Cell {
  readonly kind: 'markdown' | 'code'
  /** 0, 1, …: its place in the notebook. */
  readonly index: number
  /** Stable over edits elsewhere: from its title, or its place. nbformat: 1–64 of `[a-zA-Z0-9-_]`. */
  readonly id: string
  /** Of the marker; empty where it has none. */
  readonly title: string
  readonly flags: CellFlags
  /** Prose without its comment signs, or the code as it stands, without the marker. */
  readonly source: string
  /** The file's lines, from 1: of the marker, and its last. */
  readonly firstLine: number
  readonly lastLine: number
}

/** A script in jupytext's percent format, as its cells. */
export interface Notebook {
  /** As it was given. */
  readonly path: string
  readonly text: string
  readonly cells: readonly Cell[]
}

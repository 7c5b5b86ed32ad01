/** Where two runs of a notebook do not mean the same. */
export interface RunDifference {
  /** The notebook's file, as the record has it. */
  readonly notebook: string
  /** The line of the cell's marker; of the run that was made last, where that has the cell. */
  readonly line: number
  /** The cell's; absent for what concerns the whole run. */
  readonly cell?: { readonly id: string; readonly title: string }
  /** `stdout, line 6`, `display 1, text/plain, the table of line 1, row worker2, column IP`, `the cell`. */
  readonly where: string
  /** Absent for what is new. */
  readonly recorded?: string
  /** Absent for what is missing. */
  readonly ran?: string
  /** What both values do not say themselves: `02:a3:53:ba:74:60 was 56:e0:4b:b3:2a:fc before`. */
  readonly note?: string
}

/** What differs in one output of a cell. */
export interface Found {
  /** `line 6`, `row worker2, column IP`. */
  readonly where: string
  /** Absent for what is new. */
  readonly recorded?: string
  /** Absent for what is missing. */
  readonly ran?: string
  /** What both values do not say themselves. */
  readonly note?: string
}

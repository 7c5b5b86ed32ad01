/** A lab that was made, and not found. */
export interface NewLab {
  /** Lets a persistent lab outlive this process; until then it ends with it, however that ends. */
  keep(): Promise<void>
  /** Ends the lab, also in the middle of a change that this process makes. */
  discard(): Promise<void>
}

/** Told when a lab was made; where nobody asks to be told it is kept at once. */
export type OnMade = (made: NewLab) => void

/** Something that no living lab owns. Plain data. */
export interface Leftover {
  /** What it is and its name: `container lab-worker`, `socket /run/…`, `folder /home/…`. */
  readonly what: string
  /** The lab that owned it; absent for what labs share. */
  readonly lab?: string
  readonly reason: string
  readonly removed: boolean
  /** Why it is still there. */
  readonly problem?: string
}

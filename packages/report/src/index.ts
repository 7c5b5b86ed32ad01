export type { Report } from '@underlay/evidence'

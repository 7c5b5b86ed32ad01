export type {
  Report,
  ReportCapture,
  ReportFlow,
  ReportHop,
  ReportRoutes,
  ReportVerdict,
  ReportWay,
} from '@underlay/evidence'
export { reportPage } from './report-page.ts'

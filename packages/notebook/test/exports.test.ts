import { expect, test } from 'vitest'
import * as notebook from '../src/index.ts'

test('the public surface', () => {
  expect(Object.keys(notebook).toSorted()).toMatchInlineSnapshot(`
    [
      "NotebookError",
      "RecordError",
      "cellFailure",
      "compareRuns",
      "exportHtml",
      "exportIpynb",
      "exportMarkdown",
      "formatDifferences",
      "isCurrent",
      "parseNotebook",
      "readNotebook",
      "readRecord",
      "recordPath",
      "runNotebook",
      "sameMeaning",
      "writeRecord",
    ]
  `)
})

export { testNotebook, type TestNotebookOptions } from './test-notebook.ts'

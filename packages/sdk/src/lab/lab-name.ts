const labName = /^[A-Za-z0-9][\w.-]*$/

/** Whether a lab can have that name: it names one file, and no option. */
export function isLabName(name: string): boolean {
  return labName.test(name)
}

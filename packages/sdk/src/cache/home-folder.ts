import { homedir, userInfo } from 'node:os'
import { isAbsolute } from 'node:path'

/** The user's home: `HOME`, or what the machine has for him where that is not absolute. */
export function homeFolder(): string {
  const home = homedir()
  return isAbsolute(home) ? home : userInfo().homedir
}

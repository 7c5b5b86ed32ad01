/** How a local lab is set apart from the machine. */
export interface Isolation {
  readonly accelerator: 'namespaces' | 'user namespaces'
  /** Options of unshare(1). */
  readonly unshare: readonly string[]
}

const namespaces = ['--pid', '--fork', '--kill-child=KILL', '--mount', '--net', '--uts', '--ipc'] as const

/**
 * The namespaces of a lab for a user. Everybody but root needs a user namespace, and keeps the own user number in it:
 * as number 0 tcpdump would want to become another user, and there is none.
 *
 * @see https://man7.org/linux/man-pages/man7/user_namespaces.7.html
 */
export function isolation(uid: number): Isolation {
  if (uid === 0) return { accelerator: 'namespaces', unshare: namespaces }
  return { accelerator: 'user namespaces', unshare: ['--user', '--map-current-user', '--keep-caps', ...namespaces] }
}

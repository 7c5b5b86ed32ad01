/** What of a lab can be looked at one by one. */
export const subjects = ['nodes', 'pods', 'interfaces', 'routes', 'bgp'] as const

export type Subject = (typeof subjects)[number]

/** What can be verified one by one; the SDK's `verifyLayers`, which are slow to load. */
export const layerNames = ['addresses', 'bgp', 'route', 'encapsulation', 'path', 'reach', 'mtu'] as const

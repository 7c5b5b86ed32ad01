/** The longest packet that is read or written, in bytes: tcpdump's default and maximum snapshot length. */
export const maximumPacketBytes = 262_144

/** The longest pcapng block that is read, in bytes. */
export const maximumBlockBytes = 16 * 1024 * 1024

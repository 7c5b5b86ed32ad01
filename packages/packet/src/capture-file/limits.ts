/** The longest packet that is read or written, in bytes: tcpdump's default and maximum snapshot length. */
export const maximumPacketBytes = 262_144

/** The longest pcapng block that is read, in bytes. */
export const maximumBlockBytes = 16 * 1024 * 1024

/** The most interfaces that a file may describe: a reader keeps all of them. */
export const maximumInterfaces = 65_536

/** How many names, and how many comments of sections, are kept of a file. */
export const maximumTexts = 65_536

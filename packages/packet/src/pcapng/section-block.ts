import type { CaptureFacts } from '../capture-file/capture-file.ts'
import type { Block } from './block.ts'
import { requireBody } from './block.ts'
import { commentOption, commentsOf, readOptions, textOption } from './options.ts'

/** What a section header says of where the capture comes from. */
export type SectionTexts = Pick<CaptureFacts, 'comments' | 'hardware' | 'os' | 'application'>

/** Codes of the section header's options. */
export const sectionOptions = { comment: commentOption, hardware: 2, os: 3, application: 4 } as const

/** Bytes of a section header's body before its options. */
export const sectionFixedBytes = 16

/**
 * Reads a section header block's options.
 *
 * ```text
 * +---------------------------------------------------------------+
 * |                   Byte-Order Magic 0x1a2b3c4d                 |
 * +-------------------------------+-------------------------------+
 * |       Major Version (1)       |       Minor Version (0)       |
 * +-------------------------------+-------------------------------+
 * |           Section Length (8 bytes, −1 for unknown)            |
 * +---------------------------------------------------------------+
 * ```
 *
 * @throws PcapFormatError when the block is too short or an option goes beyond it.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-4.1
 */
export function readSectionTexts(block: Block): SectionTexts {
  requireBody(block, 'section header', sectionFixedBytes)
  const options = readOptions(block, block.bodyStart + sectionFixedBytes)
  const hardware = textOption(options, sectionOptions.hardware)
  const os = textOption(options, sectionOptions.os)
  const application = textOption(options, sectionOptions.application)
  return {
    ...commentsOf(options),
    ...(hardware !== undefined && { hardware }),
    ...(os !== undefined && { os }),
    ...(application !== undefined && { application }),
  }
}

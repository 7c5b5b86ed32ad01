/**
 * Texts of up to four bytes, each in the word that writes it in little-endian order: with these a number is written by the
 * thousand, not by the digit.
 */

/** `→` in UTF-8. */
export const arrow = wordOf([0xe2, 0x86, 0x92])

/** 0 to 999 in three digits. */
export const triples = Uint32Array.from({ length: 1000 }, (_, value) => wordOf(codesOf(String(value).padStart(3, '0'))))

/** The values of a byte, each with a point behind. */
export const octets = Uint32Array.from({ length: 256 }, (_, value) => wordOf(codesOf(`${value}.`)))

function codesOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
}

function wordOf(bytes: readonly number[]): number {
  return bytes.reduceRight((word, byte) => word * 0x100 + byte, 0)
}

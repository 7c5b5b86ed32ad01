/**
 * A search for bytes whose time grows with what is searched, not with what is searched for: a filter of anybody may ask
 * for `00:00:00:…:01` in packets full of zeros. An empty needle is nowhere.
 *
 * @see https://en.wikipedia.org/wiki/Knuth%E2%80%93Morris%E2%80%93Pratt_algorithm
 */
export function createSearch(needle: Uint8Array): (bytes: Uint8Array) => boolean {
  const borders = findBorders(needle)
  return (bytes) => {
    let matched = 0
    for (const byte of bytes) {
      while (matched > 0 && byte !== needle[matched]) matched = borders[matched - 1] ?? 0
      if (byte === needle[matched]) matched += 1
      if (matched > 0 && matched === needle.length) return true
    }
    return false
  }
}

/** For each place of the needle how many bytes up to there are also its beginning. */
function findBorders(needle: Uint8Array): Uint32Array {
  const borders = new Uint32Array(needle.length)
  let matched = 0
  for (let index = 1; index < needle.length; index++) {
    while (matched > 0 && needle[index] !== needle[matched]) matched = borders[matched - 1] ?? 0
    if (needle[index] === needle[matched]) matched += 1
    borders[index] = matched
  }
  return borders
}

/** Bytes from pairs of hex digits; white space does not count. */
export function bytesOf(...hex: readonly string[]): Uint8Array {
  const digits = hex.join('').replaceAll(/\s/g, '')
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

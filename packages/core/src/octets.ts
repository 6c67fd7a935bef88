/** The octet at `offset`; 0 beyond the end, so that a reader needs no second length check. */
export function octet(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0
}

/** The big-endian 16-bit word at `offset`. */
export function word(bytes: Uint8Array, offset: number): number {
  return (octet(bytes, offset) << 8) | octet(bytes, offset + 1)
}

/** Writes the lower 16 bits of `value`, big-endian. */
export function putWord(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8
  bytes[offset + 1] = value
}

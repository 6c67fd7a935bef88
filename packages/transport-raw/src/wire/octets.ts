/** The byte at `offset`; 0 beyond the end, where the caller has checked the length. */
export function octet(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0
}

/** The big-endian 16-bit number at `offset`. */
export function word(bytes: Uint8Array, offset: number): number {
  return (octet(bytes, offset) << 8) | octet(bytes, offset + 1)
}

export function putWord(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8
  bytes[offset + 1] = value
}

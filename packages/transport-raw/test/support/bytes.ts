/** Bytes written as hex fields, one a line, for reading beside a layout; spaces do not count. */
export function fromHex(...fields: readonly string[]): Uint8Array {
  const text = fields.join('').replaceAll(' ', '')
  const pairs = text.match(/../g) ?? []
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

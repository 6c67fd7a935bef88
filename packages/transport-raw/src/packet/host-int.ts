import { endianness } from 'node:os'

const isLittleEndian = endianness() === 'LE'

/** The four bytes of a C int. */
export function hostInt(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value, isLittleEndian)
  return bytes
}

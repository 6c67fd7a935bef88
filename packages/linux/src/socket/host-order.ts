import { endianness } from 'node:os'

/** Whether structures of this machine's kernel are little-endian: the last argument of DataView. */
export const isLittleEndian: boolean = endianness() === 'LE'

/** A C int, as most socket options take and give one. */
export function encodeInt(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value, isLittleEndian)
  return bytes
}

export function decodeInt(bytes: Uint8Array): number {
  return viewOf(bytes).getInt32(0, isLittleEndian)
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** htons(3): protocol numbers of AF_PACKET are given to socket(2) in network order. */
export function networkOrder16(value: number): number {
  return isLittleEndian ? ((value & 0xff) << 8) | (value >> 8) : value
}

import { endianness } from 'node:os'

/** Vectors are written as such a machine has them. */
export const isLittleEndian: boolean = endianness() === 'LE'

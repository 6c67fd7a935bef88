import { octet } from '@holdfast/core'

/**
 * Whether `bytes` has `wanted` at `offset`. All of it is compared whatever the first ones say, so
 * that the time taken does not tell how much of a guess was right (rule 32).
 */
export function sameBytes(wanted: Uint8Array, bytes: Uint8Array, offset: number): boolean {
  let difference = 0
  for (let index = 0; index < wanted.length; index += 1) {
    difference |= octet(wanted, index) ^ octet(bytes, offset + index)
  }
  return difference === 0
}

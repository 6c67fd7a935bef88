import { assert } from '@holdfast/core'
import { isLittleEndian, viewOf } from './host-order.js'

// Classic BPF, the language of SO_ATTACH_FILTER, as far as filters for packets need it. Only whole
// packets of one VRRP segment shall wake the process, so the kernel drops the rest.

/** One instruction: struct sock_filter (linux/filter.h). */
export interface BpfInstruction {
  readonly code: number
  /** How many instructions to skip when a comparison holds, 0..255. */
  readonly jumpTrue: number
  /** How many instructions to skip when it does not, 0..255. */
  readonly jumpFalse: number
  readonly operand: number
}

/**
 * Offsets from this one on are negative in C: `ancillary + 4` is the packet type, as PACKET_HOST
 * (SKF_AD_OFF of linux/filter.h, and SKF_AD_PKTTYPE).
 */
const ancillaryOffset = 0xffff_f000
export const packetTypeOffset: number = ancillaryOffset + 4
export const protocolOffset: number = ancillaryOffset
/** SKF_NET_OFF: added to it, an offset counts from the network header. */
export const networkHeaderOffset = 0xfff0_0000

const plain = (code: number, operand: number): BpfInstruction => ({
  code,
  jumpTrue: 0,
  jumpFalse: 0,
  operand,
})

/** A = the byte at `offset`; a packet that ends before is dropped. */
export const loadByte = (offset: number): BpfInstruction => plain(0x30, offset)
/** A = the 16 bits at `offset`, in network order. */
export const loadHalf = (offset: number): BpfInstruction => plain(0x28, offset)
/** A = the 32 bits at `offset`, in network order. */
export const loadWord = (offset: number): BpfInstruction => plain(0x20, offset)
/** X = 4 times the lower 4 bits of the byte at `offset`: the length of an IPv4 header. */
export const loadHeaderLength = (offset: number): BpfInstruction => plain(0xb1, offset)
/** A = the byte at X + `offset`. */
export const loadByteAfterHeader = (offset: number): BpfInstruction => plain(0x50, offset)
/** A = A and `mask`. */
export const and = (mask: number): BpfInstruction => plain(0x54, mask)
/** Takes the first `length` bytes of the packet; 0 drops it. */
export const accept = (length = 0x4_0000): BpfInstruction => plain(0x06, length)
export const drop = (): BpfInstruction => plain(0x06, 0)

/** Skips `jumpTrue` instructions when A equals `value`, else `jumpFalse`. */
export const ifEqual = (value: number, jumpTrue: number, jumpFalse: number): BpfInstruction => ({
  code: 0x15,
  jumpTrue,
  jumpFalse,
  operand: value,
})

/** Skips `jumpTrue` instructions when A and `mask` is not 0, else `jumpFalse`. */
export const ifAnyBit = (mask: number, jumpTrue: number, jumpFalse: number): BpfInstruction => ({
  code: 0x45,
  jumpTrue,
  jumpFalse,
  operand: mask,
})

/**
 *      0         2    3    4                   8
 *     +---------+----+----+-------------------+
 *     | code    | jt | jf | operand           |   in host order
 *     +---------+----+----+-------------------+
 *
 * The program as `LinuxSocket.attachFilter` takes it.
 */
export function assembleFilter(program: readonly BpfInstruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8)
  const view = viewOf(bytes)
  for (const [index, instruction] of program.entries()) {
    const { code, jumpTrue, jumpFalse, operand } = instruction
    const longest = program.length - index - 2
    const isInside = Math.max(jumpTrue, jumpFalse) <= Math.min(255, Math.max(0, longest))
    assert(isInside, 'a jump of a filter leads out of it')
    view.setUint16(index * 8, code, isLittleEndian)
    view.setUint8(index * 8 + 2, jumpTrue)
    view.setUint8(index * 8 + 3, jumpFalse)
    view.setUint32(index * 8 + 4, operand, isLittleEndian)
  }
  return bytes
}

import { isLittleEndian, viewOf } from '../socket/host-order.js'
import { Attributes } from './attributes.js'
import { align4, NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSGERR_ATTR_MSG } from './constants.js'

const headerLength = 16

/** One message that the kernel sent. */
export interface NetlinkMessage {
  readonly type: number
  readonly flags: number
  readonly sequence: number
  /** What follows the header; a view into the datagram. */
  readonly payload: Uint8Array
}

/** What an acknowledgement or the end of a dump says. */
export interface Verdict {
  /** Positive; 0 = it worked. */
  readonly errno: number
  /** The kernel's own words. */
  readonly text?: string
}

/** The messages of one datagram; what is left of a damaged one is skipped. */
export function decodeMessages(datagram: Uint8Array): readonly NetlinkMessage[] {
  const messages: NetlinkMessage[] = []
  const view = viewOf(datagram)
  for (let at = 0; at + headerLength <= datagram.length;) {
    const length = view.getUint32(at, isLittleEndian)
    if (length < headerLength || at + length > datagram.length) break
    messages.push({
      type: view.getUint16(at + 4, isLittleEndian),
      flags: view.getUint16(at + 6, isLittleEndian),
      sequence: view.getUint32(at + 8, isLittleEndian),
      payload: datagram.subarray(at + headerLength, at + length),
    })
    at += align4(length)
  }
  return messages
}

/**
 * NLMSG_ERROR: an error number, the request's header, its payload unless that was left out
 * (NLM_F_CAPPED), then attributes if NLM_F_ACK_TLVS says so.
 */
export function decodeAcknowledgement({ flags, payload }: NetlinkMessage): Verdict | undefined {
  if (payload.length < 4 + headerLength) return undefined
  const view = viewOf(payload)
  const errno = Math.abs(view.getInt32(0, isLittleEndian))
  if ((flags & NLM_F_ACK_TLVS) === 0) return { errno }
  const requestLength =
    (flags & NLM_F_CAPPED) === 0 ? view.getUint32(4, isLittleEndian) : headerLength
  return withText(errno, payload, 4 + align4(requestLength))
}

/** NLMSG_DONE: an error number, 0 in old kernels also where there is none, then attributes. */
export function decodeEndOfDump({ payload }: NetlinkMessage): Verdict {
  if (payload.length < 4) return { errno: 0 }
  return withText(Math.abs(viewOf(payload).getInt32(0, isLittleEndian)), payload, 4)
}

function withText(errno: number, payload: Uint8Array, offset: number): Verdict {
  // A length that lies may lead anywhere: before the payload too, as align4 is 32 bits wide.
  const text = offset < 4 ? undefined : new Attributes(payload, offset).text(NLMSGERR_ATTR_MSG)
  return text === undefined || text === '' ? { errno } : { errno, text }
}

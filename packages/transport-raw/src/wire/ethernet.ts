import { macFromBytes, word } from '@holdfast/core'
import type { Result, WireFrame } from '@holdfast/core'
import { reject } from './rejection.js'
import type { FrameRejection } from './rejection.js'

/*
 * Ethernet II, without the check sequence; the hardware pads frames to 60 bytes.
 *
 *    0                   6                   12          14
 *   +-------------------+-------------------+-----------+---------
 *   |  Destination MAC  |    Source MAC     | EtherType | payload
 *   +-------------------+-------------------+-----------+---------
 */

const headerLength = 14

/** Never throws, whatever the bytes; the payload is a view, with padding if there is any. */
export function decodeEthernet(bytes: Uint8Array): Result<WireFrame, FrameRejection> {
  if (bytes.length < headerLength) return reject('truncated')
  return {
    ok: true,
    value: {
      source: macFromBytes(bytes, 6),
      destination: macFromBytes(bytes, 0),
      etherType: word(bytes, 12),
      payload: bytes.subarray(headerLength),
    },
  }
}

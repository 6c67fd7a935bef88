import type { IpAddress } from '../ip-address.js'
import type { MacAddress } from '../mac-address.js'
import type { Packet } from '../transport.js'
import { toFrameBytes } from './frame-bytes.js'

/** A packet to write; what a tap of `SimNetwork` sees is one. */
export interface CapturedPacket {
  readonly atMs: number
  readonly packet: Packet
  /** By default derived from the source address. */
  readonly sourceMac?: MacAddress | undefined
}

export interface PcapOptions {
  /** Wall-clock milliseconds since 1970 of `atMs` 0; 0 by default. */
  readonly epochMs?: number
  /** Who has an address; where it does not know, a MAC address is derived from the address. */
  readonly macOf?: (address: IpAddress) => MacAddress | undefined
  /** Fills frames with zeros up to this length, such as the 60 bytes of Ethernet; 0 by default. */
  readonly frameBytesMin?: number
}

const FILE_HEADER = 24
const RECORD_HEADER = 16
const LINKTYPE_ETHERNET = 1
const SNAPSHOT_LENGTH = 262_144

/**
 * Packets as a capture file for Wireshark, tshark and tcpdump: the classic pcap format, Ethernet,
 * microseconds, little-endian.
 *
 *      0            4        6        8          12         16         20
 *     +------------+--------+--------+----------+----------+----------+-----------+
 *     | a1b2c3d4   | 2      | 4      | 0        | 0        | snapshot | link type |
 *     +------------+--------+--------+----------+----------+----------+-----------+
 *     then for each packet:
 *     +---------+--------------+-----------------+-----------------+-------
 *     | seconds | microseconds | captured length | original length | frame
 *     +---------+--------------+-----------------+-----------------+-------
 */
export function toPcap(packets: Iterable<CapturedPacket>, options: PcapOptions = {}): Uint8Array {
  const records = Array.from(packets, ({ atMs, packet, sourceMac }) => ({
    microseconds: Math.round(((options.epochMs ?? 0) + atMs) * 1000),
    frame: toFrameBytes(packet, { sourceMac, macOf: options.macOf }),
  }))
  const lengthOf = (frame: Uint8Array): number => Math.max(frame.length, options.frameBytesMin ?? 0)
  const length = records.reduce(
    (sum, { frame }) => sum + RECORD_HEADER + lengthOf(frame),
    FILE_HEADER,
  )
  const file = new Uint8Array(length)
  const view = new DataView(file.buffer)
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, SNAPSHOT_LENGTH, true)
  view.setUint32(20, LINKTYPE_ETHERNET, true)
  let offset = FILE_HEADER
  for (const { microseconds, frame } of records) {
    view.setUint32(offset, Math.floor(microseconds / 1_000_000), true)
    view.setUint32(offset + 4, microseconds % 1_000_000, true)
    view.setUint32(offset + 8, lengthOf(frame), true)
    view.setUint32(offset + 12, lengthOf(frame), true)
    file.set(frame, offset + RECORD_HEADER)
    offset += RECORD_HEADER + lengthOf(frame)
  }
  return file
}

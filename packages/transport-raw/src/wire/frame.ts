import {
  encodeEthernet,
  encodeIpv4,
  encodeIpv6,
  etherTypes,
  groupMacAddress,
  ipFamily,
} from '@holdfast/core'
import type { EthernetFrame, IpDatagram, MacAddress, Packet, Result } from '@holdfast/core'
import { decodeEthernet } from './ethernet.js'
import { decodeIpv4 } from './ipv4.js'
import { decodeIpv6 } from './ipv6.js'
import type { FrameRejection } from './rejection.js'

/** The whole IP packet. `identification` is 1..65535 and used over IPv4 only. */
export function encodeDatagram(datagram: IpDatagram, identification: number): Uint8Array {
  return ipFamily(datagram.destination) === 4
    ? encodeIpv4(datagram, identification)
    : encodeIpv6(datagram)
}

/**
 * The frame for a packet to a group or, if it is a frame already, to anybody; undefined for a
 * unicast datagram. A datagram leaves from `ownMac` (rule 6), a frame from the source it names.
 */
export function encodeFrame(
  packet: Packet,
  ownMac: MacAddress,
  identification: number,
): Uint8Array | undefined {
  if (packet.kind === 'ethernet') return encodeEthernet(packet)
  const destination = groupMacAddress(packet.destination)
  if (destination === undefined) return undefined
  return encodeEthernet({
    source: ownMac,
    destination,
    etherType: ipFamily(packet.destination) === 4 ? etherTypes.ipv4 : etherTypes.ipv6,
    payload: encodeDatagram(packet, identification),
  })
}

/**
 * Reads a frame: as a datagram if its EtherType says IP, else as it is. Never throws, whatever the
 * bytes; payloads are views of them. `ageMs` is handed through.
 */
export function decodeFrame(
  interfaceName: string,
  bytes: Uint8Array,
  ageMs: number,
): Result<Packet, FrameRejection> {
  const frame = decodeRawFrame(interfaceName, bytes, ageMs)
  if (!frame.ok) return frame
  const { etherType, payload } = frame.value
  if (etherType !== etherTypes.ipv4 && etherType !== etherTypes.ipv6) return frame
  const decoded = etherType === etherTypes.ipv4 ? decodeIpv4(payload) : decodeIpv6(payload)
  if (!decoded.ok) return decoded
  return { ok: true, value: { kind: 'ip', interface: interfaceName, ageMs, ...decoded.value } }
}

/** Reads a frame as it is, whatever its EtherType. */
export function decodeRawFrame(
  interfaceName: string,
  bytes: Uint8Array,
  ageMs: number,
): Result<EthernetFrame, FrameRejection> {
  const decoded = decodeEthernet(bytes)
  if (!decoded.ok) return decoded
  return {
    ok: true,
    value: { kind: 'ethernet', interface: interfaceName, ageMs, ...decoded.value },
  }
}

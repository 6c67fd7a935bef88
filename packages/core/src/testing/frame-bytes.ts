import {
  encodeEthernet,
  encodeIpv4,
  encodeIpv6,
  etherTypes,
  groupMacAddress,
} from '../frame-encoding.js'
import type { WireFrame } from '../frame-encoding.js'
import { ipFamily } from '../ip-address.js'
import type { IpAddress } from '../ip-address.js'
import type { MacAddress } from '../mac-address.js'
import type { IpDatagram, Packet } from '../transport.js'
import { derivedMacAddress } from './derived-mac.js'

export interface FrameOptions {
  /** The sender's MAC address; by default that of its IP address. */
  readonly sourceMac?: MacAddress | undefined
  /** Who has an address; where it does not know, a MAC address is derived from the address. */
  readonly macOf?: ((address: IpAddress) => MacAddress | undefined) | undefined
}

/** The frame that carries a packet over Ethernet, without padding and without a check sequence. */
export function toFrameBytes(packet: Packet, options: FrameOptions = {}): Uint8Array {
  return encodeEthernet(packet.kind === 'ethernet' ? packet : frameOf(packet, options))
}

function frameOf(datagram: IpDatagram, options: FrameOptions): WireFrame {
  const { source, destination } = datagram
  const isIpv4 = ipFamily(destination) === 4
  const macOf = (address: IpAddress): MacAddress =>
    options.macOf?.(address) ?? derivedMacAddress(address)
  return {
    source: options.sourceMac ?? macOf(source),
    destination: groupMacAddress(destination) ?? macOf(destination),
    etherType: isIpv4 ? etherTypes.ipv4 : etherTypes.ipv6,
    payload: isIpv4 ? encodeIpv4(datagram, 0) : encodeIpv6(datagram),
  }
}

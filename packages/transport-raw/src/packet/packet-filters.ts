import {
  accept,
  assembleFilter,
  drop,
  ETH_P_ALL,
  ETH_P_ARP,
  ETH_P_IP,
  ETH_P_IPV6,
  ifAnyBit,
  ifEqual,
  IPPROTO_AH,
  IPPROTO_ICMPV6,
  IPPROTO_VRRP,
  loadByte,
  networkHeaderOffset,
  PACKET_OTHERHOST,
  PACKET_OUTGOING,
  packetTypeOffset,
} from '@holdfast/linux'
import type { BpfInstruction } from '@holdfast/linux'
import type { FrameFilter } from '../frame-backend.js'

/** What one packet socket listens to. */
export interface PacketFilter {
  readonly etherType: number
  /** Undefined takes every frame of the EtherType. */
  readonly program: Uint8Array | undefined
}

const neighborAdvertisement = 136

const ipv4Protocol = loadByte(networkHeaderOffset + 9)
const ipv6NextHeader = loadByte(networkHeaderOffset + 6)
const icmpv6Type = loadByte(networkHeaderOffset + 40)

const ipv4 = forUs([
  ipv4Protocol,
  ifEqual(IPPROTO_VRRP, 1, 0),
  ifEqual(IPPROTO_AH, 0, 1),
  accept(),
  drop(),
])

const ipv6 = forUs([
  ipv6NextHeader,
  ifEqual(IPPROTO_VRRP, 4, 0),
  ifEqual(IPPROTO_AH, 3, 0),
  ifEqual(IPPROTO_ICMPV6, 0, 3),
  icmpv6Type,
  ifEqual(neighborAdvertisement, 0, 1),
  accept(),
  drop(),
])

const arp = forUs([accept()])

/**
 * One socket for each EtherType, not one for all: sockets of a certain EtherType get frames after
 * the kernel has sorted out VLANs and the ingress hook of nftables has seen them; a socket for all
 * EtherTypes gets frames of VLANs above its interface as if they had no tag.
 */
export function packetFilters(filter: FrameFilter): readonly PacketFilter[] {
  if (filter === 'everything') return [{ etherType: ETH_P_ALL, program: undefined }]
  return [
    { etherType: ETH_P_IP, program: assembleFilter(ipv4) },
    { etherType: ETH_P_IPV6, program: assembleFilter(ipv6) },
    { etherType: ETH_P_ARP, program: assembleFilter(arp) },
  ]
}

/** Before anything else: not for another station's MAC address, and not sent by this machine. */
function forUs(program: readonly BpfInstruction[]): readonly BpfInstruction[] {
  return [
    loadByte(packetTypeOffset),
    ifEqual(PACKET_OTHERHOST, 1, 0),
    // PACKET_OUTGOING is 4, and those above it never come from the wire either.
    ifAnyBit(PACKET_OUTGOING, 0, 1),
    drop(),
    ...program,
  ]
}

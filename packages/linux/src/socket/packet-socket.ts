import { macToBytes } from '@holdfast/core'
import type { MacAddress } from '@holdfast/core'
import {
  PACKET_ADD_MEMBERSHIP,
  PACKET_DROP_MEMBERSHIP,
  PACKET_IGNORE_OUTGOING,
  PACKET_MR_MULTICAST,
  PACKET_STATISTICS,
  SOL_PACKET,
} from './constants.js'
import { isLittleEndian, viewOf } from './host-order.js'
import type { LinuxSocket } from './socket.js'

/** What an AF_PACKET socket has seen since it was last asked. */
export interface PacketStatistics {
  /** Packets that passed the filter, with those dropped. */
  readonly received: number
  /** Packets for which the receive buffer had no room. */
  readonly dropped: number
}

/** PACKET_STATISTICS; asking resets both counters. */
export function readPacketStatistics(socket: LinuxSocket): PacketStatistics {
  const view = viewOf(socket.getOption(SOL_PACKET, PACKET_STATISTICS, 8))
  return {
    received: view.getUint32(0, isLittleEndian),
    dropped: view.getUint32(4, isLittleEndian),
  }
}

/**
 * Lets frames to a multicast address in without promiscuous mode, also on an interface that has no IP
 * address. The kernel counts: the address stays until every socket that joined has left or closed.
 * ENODEV where there is no such interface; one that was deleted and made again has to be joined anew.
 */
export function joinMulticast(socket: LinuxSocket, index: number, group: MacAddress): void {
  socket.setOption(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership(index, group))
}

/** Undoes one `joinMulticast`; where there was none it does nothing. */
export function leaveMulticast(socket: LinuxSocket, index: number, group: MacAddress): void {
  socket.setOption(SOL_PACKET, PACKET_DROP_MEMBERSHIP, membership(index, group))
}

/**
 * Whether the socket leaves out what this machine itself sends. ENOPROTOOPT before Linux 4.20: there
 * such packets are told by their packet type, PACKET_OUTGOING.
 */
export function ignoreOutgoing(socket: LinuxSocket, isIgnored = true): void {
  socket.setOption(SOL_PACKET, PACKET_IGNORE_OUTGOING, isIgnored ? 1 : 0)
}

/**
 *      0                   4         6         8                   16
 *     +-------------------+---------+---------+-------------------+
 *     | interface index   | type    | length  | link address      |   numbers in host order
 *     +-------------------+---------+---------+-------------------+
 *     struct packet_mreq (linux/if_packet.h)
 */
export function membership(index: number, group: MacAddress): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = viewOf(bytes)
  view.setInt32(0, index, isLittleEndian)
  view.setUint16(4, PACKET_MR_MULTICAST, isLittleEndian)
  view.setUint16(6, 6, isLittleEndian)
  bytes.set(macToBytes(group), 8)
  return bytes
}

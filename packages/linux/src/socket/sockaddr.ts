import { assert, ipFromBytes, ipToBytes, macFromBytes, macToBytes } from '@holdfast/core'
import type { IpAddress, MacAddress } from '@holdfast/core'
import { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_UNIX } from './constants.js'
import { isLittleEndian, viewOf } from './host-order.js'

/** Where a packet socket is bound, sends to, or has received from. */
export interface PacketAddress {
  /** Index of the interface; 0 = all of them. */
  readonly interfaceIndex: number
  /** EtherType: ETH_P_*. */
  readonly protocol: number
  /** Destination of what is sent with SOCK_DGRAM, source of what was received. */
  readonly macAddress?: MacAddress
  /** Of a received packet: PACKET_HOST, PACKET_OUTGOING, … */
  readonly packetType?: number
}

/**
 *      0         2         4                   8    10   11   12                 20
 *     +---------+---------+-------------------+----+----+----+------------------+
 *     | family  | protocol| interface index   |ARP | pkt|len | link address     |
 *     |  host   | network |       host        |type|type|    |  8 bytes         |
 *     +---------+---------+-------------------+----+----+----+------------------+
 *     struct sockaddr_ll (linux/if_packet.h); the ARP type is a host short
 */
export function packetAddress(address: PacketAddress): Uint8Array {
  const bytes = new Uint8Array(20)
  const view = viewOf(bytes)
  view.setUint16(0, AF_PACKET, isLittleEndian)
  view.setUint16(2, address.protocol)
  view.setInt32(4, address.interfaceIndex, isLittleEndian)
  if (address.macAddress !== undefined) {
    view.setUint8(11, 6)
    bytes.set(macToBytes(address.macAddress), 12)
  }
  return bytes
}

export function readPacketAddress(bytes: Uint8Array): PacketAddress {
  assert(bytes.length >= 12, 'a sockaddr_ll has 12 bytes before the link address')
  const view = viewOf(bytes)
  const hasMac = view.getUint8(11) === 6 && bytes.length >= 18
  return {
    interfaceIndex: view.getInt32(4, isLittleEndian),
    protocol: view.getUint16(2),
    packetType: view.getUint8(10),
    ...(hasMac && { macAddress: macFromBytes(bytes, 12) }),
  }
}

/**
 *      0         2         4                   8                   12
 *     +---------+---------+-------------------+-------------------+
 *     | family  | padding | port id           | bits of groups    |   all in host order
 *     +---------+---------+-------------------+-------------------+
 *     struct sockaddr_nl (linux/netlink.h); port id 0 is the kernel, or "choose one" in bind
 */
export function netlinkAddress(portId = 0, groups = 0): Uint8Array {
  const bytes = new Uint8Array(12)
  const view = viewOf(bytes)
  view.setUint16(0, AF_NETLINK, isLittleEndian)
  view.setUint32(4, portId, isLittleEndian)
  view.setUint32(8, groups, isLittleEndian)
  return bytes
}

/** The port of a netlink socket that sent something; 0 is the kernel. */
export function readNetlinkPort(bytes: Uint8Array): number {
  assert(bytes.length >= 12, 'a sockaddr_nl has 12 bytes')
  return viewOf(bytes).getUint32(4, isLittleEndian)
}

/**
 *      0         2         4                   8                   16
 *     +---------+---------+-------------------+-------------------+
 *     | family  | port    | IPv4 address      | zeros             |
 *     |  host   | network |                   |                   |
 *     +---------+---------+-------------------+-------------------+
 *     struct sockaddr_in (netinet/in.h)
 *
 *      0         2         4                   8                        24                  28
 *     +---------+---------+-------------------+------------------------+-------------------+
 *     | family  | port    | flow info         | IPv6 address           | scope id          |
 *     |  host   | network | network           |                        |  host             |
 *     +---------+---------+-------------------+------------------------+-------------------+
 *     struct sockaddr_in6
 *
 * `scopeId` is the index of the interface that a link-local IPv6 address belongs to. A raw socket
 * has no port; IPv6 wants 0 there.
 */
export function inetAddress(address: IpAddress, port = 0, scopeId = 0): Uint8Array {
  const ip = ipToBytes(address)
  const isIpv4 = ip.length === 4
  const bytes = new Uint8Array(isIpv4 ? 16 : 28)
  const view = viewOf(bytes)
  view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, isLittleEndian)
  view.setUint16(2, port)
  bytes.set(ip, isIpv4 ? 4 : 8)
  if (!isIpv4) view.setUint32(24, scopeId, isLittleEndian)
  return bytes
}

/** The address in a sockaddr_in or sockaddr_in6. */
export function readInetAddress(bytes: Uint8Array): IpAddress {
  assert(bytes.length >= 16, 'a sockaddr_in has 16 bytes')
  const isIpv4 = viewOf(bytes).getUint16(0, isLittleEndian) === AF_INET
  return isIpv4 ? ipFromBytes(bytes, 4, 4) : ipFromBytes(bytes, 6, 8)
}

/**
 *      0         2                                        at most 110
 *     +---------+----------------------------------------+
 *     | family  | path, 0-terminated; or 0 and a name    |
 *     +---------+----------------------------------------+
 *     struct sockaddr_un (sys/un.h)
 *
 * A path of the file system, or `@name` in the abstract namespace, as ss(8) and systemd write it.
 */
export function unixAddress(path: string): Uint8Array {
  const isAbstract = path.startsWith('@')
  const name = new TextEncoder().encode(isAbstract ? `\0${path.slice(1)}` : `${path}\0`)
  assert(name.length <= 108, 'a path of a unix socket has at most 107 bytes')
  const bytes = new Uint8Array(2 + name.length)
  viewOf(bytes).setUint16(0, AF_UNIX, isLittleEndian)
  bytes.set(name, 2)
  return bytes
}

import { ipFamily, ipToBytes } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'
import {
  AF_INET,
  AF_INET6,
  assembleFilter,
  bindToDevice,
  drop,
  inetAddress,
  IP_ADD_MEMBERSHIP,
  IP_HDRINCL,
  IPPROTO_AH,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_VRRP,
  IPV6_ADD_MEMBERSHIP,
  IPV6_HDRINCL,
  openSocket,
  SOCK_RAW,
  SystemCallError,
} from '@holdfast/linux'
import type { LinuxSocket } from '@holdfast/linux'
import { hostInt } from './host-int.js'

/** RFC 9568 5.1.1.2, 5.1.2.2. */
const ownGroups: readonly IpAddress[] = ['224.0.0.18', 'ff02::12']

/**
 * Raw IP sockets for VRRP on one interface. They send unicast, so that the kernel chooses the route
 * and asks for the neighbour. They receive nothing, but their being there matters: without sockets
 * for protocols 112 and 51 (AH) the kernel answers every unicast advert by "protocol unreachable", and
 * their membership is what IGMP and MLD report to switches that forward groups only to listeners
 * (RFC 4541; ff02::12 is not exempt there).
 */
export class UnicastSockets {
  readonly #interfaceName: string
  readonly #interfaceIndex: number
  readonly #groups = new Set(ownGroups)
  readonly #sockets = new Map<IpFamily, LinuxSocket>()
  #forAh: LinuxSocket | undefined

  /** Throws SystemCallError; a family that the kernel has not is left out. */
  constructor(interfaceName: string, interfaceIndex: number) {
    this.#interfaceName = interfaceName
    this.#interfaceIndex = interfaceIndex
    try {
      this.#open(4)
      this.#open(6)
      // VRRP has AH over IPv4 only.
      this.#forAh = this.#openRaw(4, IPPROTO_AH)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Another group besides those of VRRP, from the next `joinGroups` on. */
  addGroup(group: IpAddress): void {
    this.#groups.add(group)
  }

  /**
   * Joins the groups for the sake of switches. Fails quietly where the interface is down or without
   * the family, so it is called again whenever the interface changes.
   */
  joinGroups(): void {
    for (const group of this.#groups) {
      const family = ipFamily(group)
      const socket = this.#sockets.get(family)
      const membership = this.#membership(group, family)
      try {
        if (family === 4) socket?.setOption(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership)
        else socket?.setOption(IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, membership)
      } catch (error) {
        if (!(error instanceof SystemCallError)) throw error
      }
    }
  }

  /** Sends a whole packet, header included. Throws SystemCallError. */
  send(packet: Uint8Array, destination: IpAddress): void {
    const family = ipFamily(destination)
    const socket = this.#sockets.get(family)
    if (socket === undefined) throw new SystemCallError('socket', 'EAFNOSUPPORT', `IPv${family}`)
    // The index matters to link-local addresses only.
    socket.send(packet, inetAddress(destination, 0, this.#interfaceIndex))
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close()
    this.#sockets.clear()
    this.#forAh?.close()
    this.#forAh = undefined
  }

  #open(family: IpFamily): void {
    const socket = this.#openRaw(family, IPPROTO_VRRP)
    if (socket === undefined) return
    this.#sockets.set(family, socket)
    if (family === 4) socket.setOption(IPPROTO_IP, IP_HDRINCL, 1)
    else socket.setOption(IPPROTO_IPV6, IPV6_HDRINCL, 1)
  }

  #openRaw(family: IpFamily, protocol: number): LinuxSocket | undefined {
    const socket = openRawSocket(family, protocol)
    socket?.attachFilter(assembleFilter([drop()]))
    if (socket !== undefined) bindToDevice(socket, this.#interfaceName)
    return socket
  }

  /**
   *      0                   4                   8                   12
   *     +-------------------+-------------------+-------------------+
   *     | IPv4 group        | local address, 0  | interface index   |   struct ip_mreqn
   *     +-------------------+-------------------+-------------------+
   *
   *      0                             16                  20
   *     +-----------------------------+-------------------+
   *     | IPv6 group                  | interface index   |   struct ipv6_mreq
   *     +-----------------------------+-------------------+
   */
  #membership(group: IpAddress, family: IpFamily): Uint8Array {
    const localAddress = family === 4 ? [0, 0, 0, 0] : []
    return Uint8Array.of(...ipToBytes(group), ...localAddress, ...hostInt(this.#interfaceIndex))
  }
}

function openRawSocket(family: IpFamily, protocol: number): LinuxSocket | undefined {
  try {
    return openSocket(family === 4 ? AF_INET : AF_INET6, SOCK_RAW, protocol)
  } catch (error) {
    // A kernel booted without IPv6.
    if (error instanceof SystemCallError && error.errno === 'EAFNOSUPPORT') return undefined
    throw error
  }
}

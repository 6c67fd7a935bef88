import { receiveBatch } from '../socket/receive-batch.js'
import { AF_NETLINK, SOCK_RAW } from '../socket/constants.js'
import { openSocket } from '../socket/kernel-socket.js'
import { netlinkAddress } from '../socket/sockaddr.js'
import { setReceiveBuffer } from '../socket/socket-options.js'
import type { LinuxSocket } from '../socket/socket.js'
import { SystemCallError } from '../system-call-error.js'
import {
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_CAP_ACK,
  NETLINK_EXT_ACK,
  NETLINK_GET_STRICT_CHK,
  SOL_NETLINK,
} from './constants.js'
import { NetlinkMonitor } from './netlink-monitor.js'
import type { MonitorCallbacks } from './netlink-monitor.js'
import { NetlinkSocket } from './netlink-socket.js'

/** Acknowledgements of 128 requests, with text, fit several times. */
const requestBuffer = 1 << 20
/** Some 10,000 events while the process is busy elsewhere; it is not allocated until used. */
const monitorBuffer = 8 << 20

/** A socket for requests of `protocol`, such as NETLINK_ROUTE. Throws SystemCallError. */
export function openNetlink(protocol: number): NetlinkSocket {
  const socket = openBound(protocol, requestBuffer)
  // Since Linux 4.12, 4.3 and 4.20; without them it works too, with poorer messages.
  for (const option of [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK]) {
    tryOption(socket, option)
  }
  return new NetlinkSocket(socket, receiveBatch)
}

export interface MonitorOptions {
  readonly protocol: number
  /** Numbers of multicast groups, such as RTNLGRP_LINK. */
  readonly groups: readonly number[]
  /** Bytes that the kernel may keep for us; default 8 MiB. */
  readonly receiveBuffer?: number
}

/** Hears what the kernel tells to groups. Does not keep the process alive. Throws SystemCallError. */
export function openMonitor(options: MonitorOptions, callbacks: MonitorCallbacks): NetlinkMonitor {
  const socket = openBound(options.protocol, options.receiveBuffer ?? monitorBuffer)
  try {
    for (const group of options.groups) {
      socket.setOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
    }
    return new NetlinkMonitor(socket, receiveBatch(64, 8192), callbacks)
  } catch (error) {
    socket.close()
    throw error
  }
}

function openBound(protocol: number, receiveBuffer: number): LinuxSocket {
  const socket = openSocket(AF_NETLINK, SOCK_RAW, protocol)
  try {
    setReceiveBuffer(socket, receiveBuffer)
    socket.bind(netlinkAddress())
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

function tryOption(socket: LinuxSocket, option: number): void {
  try {
    socket.setOption(SOL_NETLINK, option, 1)
  } catch (error) {
    if (!(error instanceof SystemCallError)) throw error
  }
}

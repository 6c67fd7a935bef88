import { SystemCallError } from '../system-call-error.js'
import {
  SO_BINDTODEVICE,
  SO_MARK,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_TIMESTAMPNS,
  SOL_SOCKET,
} from './constants.js'
import { decodeInt } from './host-order.js'
import type { LinuxSocket } from './socket.js'

/**
 * What is received tells its age: `ReceiveBatch.ageMs`. Where nothing else of the machine wants
 * timestamps, the kernel begins some milliseconds later: what arrives before is as old as its reading.
 */
export function enableTimestamps(socket: LinuxSocket): void {
  socket.setOption(SOL_SOCKET, SO_TIMESTAMPNS, 1)
}

/**
 * Asks for a receive buffer of `bytes`, beyond net.core.rmem_max where the process may (CAP_NET_ADMIN).
 * Returns what the kernel granted: it doubles what it is asked for, to cover its own bookkeeping.
 */
export function setReceiveBuffer(socket: LinuxSocket, bytes: number): number {
  try {
    socket.setOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes)
  } catch (error) {
    if (!(error instanceof SystemCallError) || error.errno !== 'EPERM') throw error
    socket.setOption(SOL_SOCKET, SO_RCVBUF, bytes)
  }
  return decodeInt(socket.getOption(SOL_SOCKET, SO_RCVBUF))
}

/** Mark of the packets sent, for routing rules and nftables; needs CAP_NET_ADMIN. */
export function setMark(socket: LinuxSocket, mark: number): void {
  // Unsigned in the kernel, and the same 32 bits.
  socket.setOption(SOL_SOCKET, SO_MARK, mark | 0)
}

/**
 * Ties an IP socket to an interface, by name; undefined unties it. An interface that was deleted and
 * made again needs another call: the kernel remembers the index.
 */
export function bindToDevice(socket: LinuxSocket, name: string | undefined): void {
  socket.setOption(SOL_SOCKET, SO_BINDTODEVICE, new TextEncoder().encode(`${name ?? ''}\0`))
}

import { ipFamily } from '@holdfast/core'
import {
  AF_INET,
  AF_INET6,
  bindToDevice,
  inetAddress,
  interfaceIndex,
  openSocket,
  setMark,
  SOCK_RAW,
} from '@holdfast/linux'
import type { LinuxSocket } from '@holdfast/linux'
import type { Target } from './connect-options.js'

/** How a socket is made. */
export interface SocketKind {
  readonly type: number
  readonly protocol: number
}

/**
 * A socket of the kernel on its way to a target, marked and tied to its interface. `own` is told of
 * it before anything can go wrong with it. Throws SystemCallError and AddonMissingError.
 */
export function openKernelSocket(
  target: Target,
  { type, protocol }: SocketKind,
  own: (socket: LinuxSocket) => void,
): LinuxSocket {
  const { address, port, sourceAddress, sourcePort = 0, mark } = target
  const isIpv4 = ipFamily(address) === 4
  const socket = openSocket(isIpv4 ? AF_INET : AF_INET6, type, protocol)
  own(socket)
  if (target.interface !== undefined) bindToDevice(socket, target.interface)
  if (mark !== undefined) setMark(socket, mark)
  const scope = target.interface === undefined ? 0 : interfaceIndex(target.interface)
  const anywhere = isIpv4 ? '0.0.0.0' : '::'
  if (sourceAddress !== undefined || sourcePort !== 0) {
    socket.bind(inetAddress(sourceAddress ?? anywhere, sourcePort, scope))
  }
  // A raw socket has no port.
  socket.connect(inetAddress(address, type === SOCK_RAW ? 0 : port, scope))
  return socket
}

import { Socket } from 'node:net'
import { SOCK_STREAM } from '@holdfast/linux'
import type { LinuxSocket } from '@holdfast/linux'
import type { Target } from './connect-options.js'
import { openKernelSocket } from './kernel-socket.js'

/**
 * Node's socket over one of the kernel, as Node itself can neither mark a connection (SO_MARK) nor tie
 * it to an interface (SO_BINDTODEVICE). It tells `connect` and `error` as any other.
 */
export function openKernelStream(target: Target): Socket {
  let socket: LinuxSocket | undefined
  try {
    socket = openKernelSocket(target, { type: SOCK_STREAM, protocol: 0 }, (own) => (socket = own))
  } catch (error) {
    socket?.close()
    return new Socket().destroy(error as Error)
  }
  const stream = new Socket({ fd: socket.release(), readable: true, writable: true })
  // Node does not know that it is not connected yet: the kernel takes nothing before, not even nothing.
  stream.write(new Uint8Array(0), (error) => {
    if (error === undefined || error === null) stream.emit('connect')
  })
  return stream
}

import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { TransportError } from '@holdfast/core'

/** Nothing of this package is ever reachable from another machine. */
export const LOOPBACK = '127.0.0.1'

/** A burst of packets waits here while the process is busy; the kernel may grant less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024

/** A bound socket; port 0 asks for any free one. Rejects with TransportError. */
export function bindLoopback(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: RECEIVE_BUFFER_BYTES,
      // The address is always a literal: resolving it would put each send off to a later tick.
      lookup: (address, _options, callback) => callback(null, address, 4),
    })
    socket.once('error', (cause) => {
      socket.close()
      reject(
        new TransportError(`cannot listen on ${LOOPBACK}:${port}: ${cause.message}`, { cause }),
      )
    })
    socket.bind(port, LOOPBACK, () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

/**
 * A bound socket that only talks to `port`. The kernel keeps strangers away from it, sends without
 * looking anything up, and tells when nobody listens at the other end.
 */
export async function connectLoopback(port: number): Promise<Socket> {
  const socket = await bindLoopback(0)
  return new Promise((resolve, reject) => {
    socket.connect(port, LOOPBACK, ((cause?: Error) => {
      if (cause === undefined) return resolve(socket)
      socket.close()
      reject(new TransportError(`cannot reach ${LOOPBACK}:${port}: ${cause.message}`, { cause }))
    }) as () => void)
  })
}

export function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()))
}

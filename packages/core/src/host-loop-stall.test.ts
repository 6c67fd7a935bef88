import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { HostLoop } from './host-loop.js'
import { systemClock } from './system-clock.js'

const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})

/** Two sockets on loopback; the sender is connected, so that sending needs no name look-up. */
async function socketPair(): Promise<{ sender: Socket; receiver: Socket }> {
  const receiver = createSocket('udp4')
  const sender = createSocket('udp4')
  sockets.push(sender, receiver)
  receiver.bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  sender.connect(receiver.address().port, '127.0.0.1')
  await once(sender, 'connect')
  return { sender, receiver }
}

/** Holds the event loop up, as a long computation in the application does. */
function stallUntil(timeMs: number): void {
  while (systemClock.now() < timeMs);
}

// Node runs the expired timer of a stalled process before it reads a single datagram, and one
// setImmediate later it has read 32 of them: a backup would take over from a healthy master.
it('reads 100 datagrams that waited through a stall before it steps an expired machine', async () => {
  const { sender, receiver } = await socketPair()
  const loop = new HostLoop(systemClock)
  let received = 0
  receiver.on('message', () => {
    received++
    loop.packetRead()
  })
  let deadline: number | undefined = systemClock.now() + 20
  const receivedBefore = await new Promise<number>((resolve) => {
    loop.add({
      nextDeadline: () => deadline,
      isPrecise: () => true,
      timerExpired: () => {
        deadline = undefined
        resolve(received)
      },
    })
    // Inside a callback of the check phase: from there the timers come before the poll.
    setImmediate(() => {
      for (let count = 0; count < 100; count++) sender.send(Uint8Array.of(count))
      stallUntil(systemClock.now() + 40)
    })
  })
  loop.close()
  expect(receivedBefore).toBe(100)
})

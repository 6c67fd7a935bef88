import { expect, test } from 'vitest'
import { monotonicMs } from './clocks.js'
import { AF_UNIX, SOCK_DGRAM } from './constants.js'
import { openSocket } from './kernel-socket.js'
import { poll } from './poll.js'
import { receiveBatch } from './receive-batch.js'
import { unixAddress } from './sockaddr.js'
import type { LinuxSocket } from './socket.js'
import { Timer } from './timer.js'

test('names the sockets that can be read, in the order given', () => {
  const [first, second, third] = [0, 1, 2].map((number) => {
    const socket = openSocket(AF_UNIX, SOCK_DGRAM, 0)
    socket.bind(unixAddress(`@holdfast-poll-${String(process.pid)}-${String(number)}`))
    return socket
  }) as [LinuxSocket, LinuxSocket, LinuxSocket]
  const all = [first, second, third]
  expect(poll(all, 0)).toEqual([])
  for (const number of [2, 0]) {
    first.send(
      Uint8Array.of(1),
      unixAddress(`@holdfast-poll-${String(process.pid)}-${String(number)}`),
    )
  }
  expect(poll(all, Infinity)).toEqual([first, third])
  first.receive(receiveBatch(1, 1))
  expect(poll(all, 1000)).toEqual([third])
  third.close()
  expect(poll(all, 0)).toEqual([])
  for (const socket of all) socket.close()
})

test('blocks for the time given, also for a part of a millisecond', () => {
  const started = monotonicMs()
  expect(poll([], 2.5)).toEqual([])
  expect(monotonicMs() - started).toBeGreaterThanOrEqual(2.5)
})

test('waits for a timer too, which a thread without event loop expires by itself', () => {
  let expired = 0
  const timer = new Timer(() => expired++)
  const deadline = monotonicMs() + 5
  timer.set(deadline)
  expect(poll([timer], 0)).toEqual([])
  expect(poll([timer], Infinity)).toEqual([timer])
  expect(monotonicMs()).toBeGreaterThanOrEqual(deadline)
  timer.expire()
  timer.expire()
  expect(expired).toBe(1)
  expect(poll([timer], 0)).toEqual([])
  timer.close()
})

test('refuses what is not a socket of this package', () => {
  expect(() => poll([{} as LinuxSocket], 0)).toThrow('not made by this package')
})

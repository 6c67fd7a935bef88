import { afterEach, describe, expect, test, vi } from 'vitest'
import { SystemCallError } from '../system-call-error.js'
import { AF_NETLINK, AF_UNIX, SO_RCVBUF, SOCK_DGRAM, SOCK_RAW, SOL_SOCKET } from './constants.js'
import { isLittleEndian } from './host-order.js'
import { interfaceIndex } from './interface-index.js'
import { openSocket } from './kernel-socket.js'
import { receiveBatch } from './receive-batch.js'
import { netlinkAddress, readNetlinkPort, unixAddress } from './sockaddr.js'
import { enableTimestamps, setReceiveBuffer } from './socket-options.js'
import type { LinuxSocket, ReceiveBatch } from './socket.js'

const open: LinuxSocket[] = []
let names = 0

afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

function tracked(socket: LinuxSocket): LinuxSocket {
  open.push(socket)
  return socket
}

function unixPair(): { receiver: LinuxSocket; sender: LinuxSocket; name: string } {
  const receiver = tracked(openSocket(AF_UNIX, SOCK_DGRAM, 0))
  const sender = tracked(openSocket(AF_UNIX, SOCK_DGRAM, 0))
  const name = `@holdfast-test-${String(process.pid)}-${String(names++)}`
  receiver.bind(unixAddress(name))
  sender.connect(unixAddress(name))
  return { receiver, sender, name }
}

function messages(socket: LinuxSocket, batch: ReceiveBatch): number[][] {
  return Array.from({ length: socket.receive(batch) }, (_, index) => [...batch.bytes(index)])
}

function errnoOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof SystemCallError) return error.message
    throw error
  }
  return 'no error'
}

describe('messages', () => {
  test('a batch holds as many as it has slots, in order', () => {
    const { receiver, sender } = unixPair()
    const batch = receiveBatch(2, 16)
    for (const value of [1, 2, 3]) sender.send(Uint8Array.of(value, value))
    expect(messages(receiver, batch)).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(messages(receiver, batch)).toEqual([[3, 3]])
    expect(receiver.receive(batch)).toBe(0)
  })

  test('a message longer than its slot is cut off and says so', () => {
    const { receiver, sender } = unixPair()
    const batch = receiveBatch(4, 3)
    sender.sendBatch([Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3, 4), new Uint8Array(0)])
    expect(messages(receiver, batch)).toEqual([[1, 2, 3], [1, 2, 3], []])
    expect([0, 1, 2].map((index) => batch.isTruncated(index))).toEqual([false, true, false])
  })

  test('each tells who sent it, and can be answered', () => {
    const { receiver, sender } = unixPair()
    const batch = receiveBatch(4, 16)
    const name = `@holdfast-sender-${String(process.pid)}`
    sender.bind(unixAddress(name))
    sender.send(Uint8Array.of(1))
    receiver.receive(batch)
    expect([...batch.address(0)]).toEqual([...unixAddress(name)])
    receiver.send(Uint8Array.of(9), batch.address(0))
    expect(messages(sender, batch)).toEqual([[9]])
  })

  test('a view of a larger buffer is sent as what it shows', () => {
    const { receiver, sender } = unixPair()
    sender.send(Uint8Array.of(1, 2, 3, 4, 5).subarray(2, 4))
    sender.send(Buffer.from('ab'))
    expect(messages(receiver, receiveBatch(4, 16))).toEqual([
      [3, 4],
      [0x61, 0x62],
    ])
  })

  test('sendBatch sends what the kernel takes, and throws when it takes none', () => {
    const { receiver, sender } = unixPair()
    const batch = receiveBatch(256, 4)
    const many = Array.from({ length: 600 }, (_, index) => Uint8Array.of(index & 0xff))
    const sent = sender.sendBatch(many)
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(600) // the queue of a unix socket is short: net.unix.max_dgram_qlen
    expect(errnoOf(() => sender.sendBatch(many))).toBe('sendmmsg: EAGAIN')
    expect(messages(receiver, batch)).toEqual(many.slice(0, sent).map((bytes) => [...bytes]))
    expect(sender.sendBatch([])).toBe(0)
  })

  test('timestamps tell how long a message has waited', () => {
    const { receiver, sender } = unixPair()
    const batch = receiveBatch(4, 4)
    sender.send(Uint8Array.of(1))
    receiver.receive(batch)
    expect(batch.ageMs(0)).toBe(0) // nobody asked for it
    enableTimestamps(receiver)
    sender.send(Uint8Array.of(1))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30)
    sender.send(Uint8Array.of(1))
    receiver.receive(batch)
    expect(batch.ageMs(0)).toBeGreaterThanOrEqual(29)
    expect(batch.ageMs(1)).toBeGreaterThanOrEqual(0)
    expect(batch.ageMs(0) - batch.ageMs(1)).toBeGreaterThanOrEqual(29)
    expect(batch.ageMs(0)).toBeLessThan(10_000)
  })
})

describe('errors name call, argument and errno', () => {
  test.each<[string, () => unknown]>([
    ['if_nametoindex holdfast-none: ENODEV', () => interfaceIndex('holdfast-none')],
    ['if_nametoindex : ENODEV', () => interfaceIndex('')],
    ['if_nametoindex a-name-of-16-chr: ENODEV', () => interfaceIndex('a-name-of-16-chr')],
    ['socket family 4711: EAFNOSUPPORT', () => openSocket(4711, SOCK_RAW, 0)],
    ['recvmmsg: EBADF', () => closedSocket().receive(receiveBatch(1, 1))],
    ['sendto: EBADF', () => closedSocket().send(Uint8Array.of(1))],
    ['bind netlink groups 0x1: EBADF', () => closedSocket().bind(netlinkAddress(0, 1))],
    ['epoll_ctl: EBADF', () => closedSocket().onReadable(() => undefined)],
    ['getsockopt level 1 option 8: EBADF', () => closedSocket().getOption(SOL_SOCKET, SO_RCVBUF)],
  ])('%s', (message, call) => {
    expect(errnoOf(call)).toBe(message)
  })

  test('a call that failed leaves the socket usable', () => {
    const { receiver, sender, name } = unixPair()
    const second = tracked(openSocket(AF_UNIX, SOCK_DGRAM, 0))
    expect(errnoOf(() => second.bind(unixAddress(name)))).toBe(`bind ${name}: EADDRINUSE`)
    expect(errnoOf(() => second.connect(unixAddress('@holdfast-nobody')))).toBe(
      'connect @holdfast-nobody: ECONNREFUSED',
    )
    expect(errnoOf(() => sender.setOption(SOL_SOCKET, 9999, 1))).toBe(
      'setsockopt level 1 option 9999: ENOPROTOOPT',
    )
    expect(errnoOf(() => sender.attachFilter(Uint8Array.of(1)))).toBe(
      'setsockopt SO_ATTACH_FILTER: EINVAL',
    )
    second.connect(unixAddress(name))
    second.send(Uint8Array.of(5))
    expect(messages(receiver, receiveBatch(1, 4))).toEqual([[5]])
  })

  function closedSocket(): LinuxSocket {
    const socket = openSocket(AF_UNIX, SOCK_DGRAM, 0)
    socket.close()
    socket.close()
    socket.onReadable(undefined)
    socket.unref()
    expect(socket.isClosed).toBe(true)
    return socket
  }
})

test('the receive buffer is what was asked for, twice, as the kernel counts', () => {
  expect(setReceiveBuffer(unixPair().receiver, 50_000)).toBe(100_000)
})

describe('onReadable', () => {
  test('calls back in every turn until the message was read, and no more after undefined', async () => {
    const { receiver, sender } = unixPair()
    const batch = receiveBatch(1, 4)
    const seen: number[][] = []
    let calls = 0
    await new Promise<void>((resolve) => {
      receiver.onReadable(() => {
        calls++
        if (calls >= 3) seen.push(...messages(receiver, batch))
        if (seen.length === 2) resolve()
      })
      sender.sendBatch([Uint8Array.of(1), Uint8Array.of(2)])
    })
    expect(seen).toEqual([[1], [2]])
    expect(calls).toBe(4)
    receiver.onReadable(undefined)
    sender.send(Uint8Array.of(3))
    await turns(3)
    expect(calls).toBe(4)
  })

  test('a callback may replace itself and close its socket', async () => {
    const { receiver, sender } = unixPair()
    const called: string[] = []
    await new Promise<void>((resolve) => {
      receiver.onReadable(() => {
        called.push('first')
        receiver.onReadable(() => {
          called.push('second')
          receiver.close()
          resolve()
        })
      })
      sender.send(Uint8Array.of(1))
    })
    await turns(3)
    expect(called).toEqual(['first', 'second'])
  })

  test('promises go on within the turn', async () => {
    const { receiver, sender } = unixPair()
    const order: string[] = []
    await new Promise<void>((resolve) => {
      receiver.onReadable(() => {
        receiver.onReadable(undefined)
        setImmediate(() => {
          order.push('immediate')
          resolve()
        })
        void Promise.resolve().then(() => order.push('promise'))
      })
      sender.send(Uint8Array.of(1))
    })
    expect(order).toEqual(['promise', 'immediate'])
  })

  // A request that nobody reads the answer of: 2,000 answers do not fit, and the kernel says ENOBUFS.
  test('an error of the socket is reported once, and it goes on', async () => {
    const socket = tracked(openSocket(AF_NETLINK, SOCK_RAW, 0))
    const batch = receiveBatch(64, 8192)
    const errors: string[] = []
    let received = 0
    socket.bind(netlinkAddress())
    setReceiveBuffer(socket, 4096)
    const request = linkRequest()
    for (let count = 0; count < 2000; count++) socket.send(request, netlinkAddress())
    socket.onReadable(() => {
      const outcome = errnoOf(() => {
        received += socket.receive(batch)
      })
      if (outcome !== 'no error') errors.push(outcome)
    })
    await vi.waitFor(() => expect(errors).toEqual(['recvmmsg: ENOBUFS']))
    await vi.waitFor(() => expect(received).toBeGreaterThan(0))
    await turns(3)
    received = 0
    socket.send(request, netlinkAddress())
    await vi.waitFor(() => expect(received).toBe(1))
    expect(readNetlinkPort(batch.address(0))).toBe(0)
    expect(errors).toEqual(['recvmmsg: ENOBUFS'])
  })
})

/** RTM_GETLINK (18) of interface 1, with NLM_F_REQUEST: the answer is one RTM_NEWLINK. */
function linkRequest(): Uint8Array {
  const request = new DataView(new ArrayBuffer(32))
  request.setUint32(0, 32, isLittleEndian)
  request.setUint16(4, 18, isLittleEndian)
  request.setUint16(6, 1, isLittleEndian)
  request.setInt32(20, 1, isLittleEndian)
  return new Uint8Array(request.buffer)
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

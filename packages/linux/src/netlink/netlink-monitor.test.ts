import { describe, expect, test } from 'vitest'
import { SystemCallError } from '../system-call-error.js'
import { ScriptedBatch, ScriptedSocket } from '../testing/scripted-socket.js'
import { MessageWriter } from './message-writer.js'
import { NetlinkMonitor } from './netlink-monitor.js'

const news = (type: number): { bytes: Uint8Array } => ({
  bytes: new MessageWriter(type, 0).u32(0).finish(),
})
const overflow = (): SystemCallError => new SystemCallError('recvmmsg', 'ENOBUFS')

function setUp(): { socket: ScriptedSocket; monitor: NetlinkMonitor; heard: (number | string)[] } {
  const socket = new ScriptedSocket()
  const heard: (number | string)[] = []
  const monitor = new NetlinkMonitor(socket, new ScriptedBatch(4, 64), {
    onMessage: (message) => heard.push(message.type),
    onOverrun: () => heard.push('overrun'),
  })
  return { socket, monitor, heard }
}

describe('a monitor', () => {
  test('hears everything that waits, from the kernel only', () => {
    const { socket, heard } = setUp()
    socket.waiting.push(...[1, 2, 3, 4, 5, 6].map(news), { ...news(7), port: 4711 }, news(8))
    socket.wake()
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 8])
  })

  test('leaves the rest to the next turn when there is very much', () => {
    const { socket, heard } = setUp()
    socket.waiting.push(...Array.from({ length: 130 }, () => news(1)))
    socket.wake()
    expect(heard).toHaveLength(128)
    socket.wake()
    expect(heard).toHaveLength(130)
  })

  test('catches up with everything that waits, but not from within a callback', () => {
    const { socket, monitor, heard } = setUp()
    socket.waiting.push(...Array.from({ length: 130 }, () => news(1)))
    monitor.catchUp()
    expect(heard).toHaveLength(130)

    const eager = new NetlinkMonitor(socket, new ScriptedBatch(1, 64), {
      onMessage: (message) => {
        heard.push(message.type)
        eager.catchUp()
        heard.push('after')
      },
      onOverrun: () => heard.push('overrun'),
    })
    heard.length = 0
    socket.waiting.push(news(1), news(2))
    socket.wake()
    expect(heard).toEqual([1, 'after', 2, 'after'])
  })

  test('throws away what is older than a loss', () => {
    const { socket, heard } = setUp()
    socket.waiting.push(news(1), overflow(), news(2), overflow(), news(3))
    socket.wake()
    expect(heard).toEqual([1])
    socket.wake()
    expect(heard).toEqual([1, 'overrun'])
    socket.waiting.push(news(4))
    socket.wake()
    expect(heard).toEqual([1, 'overrun', 4])
  })

  test('takes a message that was cut for a loss', () => {
    const { socket, heard } = setUp()
    const long = { bytes: new MessageWriter(2, 0).raw(new Uint8Array(100)).finish() }
    socket.waiting.push(news(1), long, news(3))
    socket.wake()
    expect(heard).toEqual([1, 'overrun'])
  })

  test('does not hang on a socket that is broken', () => {
    const { socket, heard } = setUp()
    socket.receive = () => {
      throw new SystemCallError('recvmmsg', 'EBADF')
    }
    socket.wake()
    expect(heard).toEqual(['overrun'])
  })

  test('that is closed by its own callback hears no more', () => {
    const { socket, monitor, heard } = setUp()
    const closing = new NetlinkMonitor(socket, new ScriptedBatch(4, 64), {
      onMessage: (message) => {
        heard.push(message.type)
        closing.close()
      },
      onOverrun: () => heard.push('overrun'),
    })
    socket.waiting.push(...[1, 2, 3, 4, 5].map(news))
    socket.wake()
    expect(heard).toEqual([1])
    monitor.close()
  })
})

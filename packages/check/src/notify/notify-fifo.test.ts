import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { NotifyFifo } from './notify-fifo.js'
import type { FifoEnd } from './notify-fifo.js'

class FakeEnd implements FifoEnd {
  readonly lines: string[] = []
  room = Infinity
  isClosed = false
  failure: Error | undefined

  write(line: string): boolean {
    if (this.failure !== undefined) throw this.failure
    if (this.room === 0) return false
    this.room -= 1
    this.lines.push(line)
    return true
  }

  close(): void {
    this.isClosed = true
  }
}

function setUp(waitingMax = 3): {
  readonly clock: SimClock
  readonly end: FakeEnd
  readonly fifo: NotifyFifo
  readonly log: string[]
} {
  const clock = new SimClock()
  const end = new FakeEnd()
  const log: string[] = []
  const note = (message: string): void => void log.push(message)
  const logger = { debug: note, info: note, warn: note, error: note }
  return { clock, end, log, fifo: new NotifyFifo({ path: '/f', end, waitingMax, clock, logger }) }
}

describe('NotifyFifo', () => {
  test('writes at once, and leaves no timer behind', () => {
    const { clock, end, fifo } = setUp()
    fifo.write('a\n')
    fifo.write('b\n')
    expect(end.lines).toEqual(['a\n', 'b\n'])
    expect(clock.nextEventAt).toBeUndefined()
  })

  test('what a full pipe does not take is written later, in order', () => {
    const { clock, end, fifo, log } = setUp()
    end.room = 1
    for (const line of ['a', 'b', 'c']) fifo.write(line)
    expect(end.lines).toEqual(['a'])
    end.room = 1
    clock.advance(200)
    expect(end.lines).toEqual(['a', 'b'])
    end.room = 9
    fifo.write('d')
    expect(end.lines).toEqual(['a', 'b', 'c', 'd'])
    expect(clock.nextEventAt).toBeUndefined()
    expect(log).toEqual([])
  })

  test('while nobody reads, the oldest are dropped with a single warning', () => {
    const { clock, end, fifo, log } = setUp()
    end.room = 0
    for (const line of ['a', 'b', 'c', 'd', 'e']) fifo.write(line)
    expect(log).toEqual(['nobody reads /f: notifications are dropped'])
    end.room = 9
    clock.advance(200)
    expect(end.lines).toEqual(['c', 'd', 'e'])
    expect(log.slice(1)).toEqual(['/f is read again: 2 lines were dropped'])
  })

  test('close says what is lost', () => {
    const { clock, end, fifo, log } = setUp()
    end.room = 0
    fifo.write('a')
    fifo.close()
    expect(end.isClosed).toBe(true)
    expect(log).toEqual(['nobody read /f: 1 lines are lost'])
    expect(clock.nextEventAt).toBeUndefined()
  })

  test('a broken FIFO is told, and does not stop anything', () => {
    const { end, fifo, log } = setUp()
    end.failure = new Error('EBADF')
    fifo.write('a')
    end.failure = undefined
    fifo.write('b')
    expect(end.lines).toEqual(['b'])
    expect(log).toEqual(['cannot write to /f'])
  })
})

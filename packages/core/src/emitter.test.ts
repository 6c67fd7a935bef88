import { describe, expect, it } from 'vitest'
import { Emitter } from './emitter.js'

interface Events {
  moved: (from: string, to: string) => void
  error: (error: Error) => void
  counted: [count: number]
}

function recordingEmitter(): { emitter: Emitter<Events>; reports: [unknown, string][] } {
  const reports: [unknown, string][] = []
  const emitter = new Emitter<Events>((error, event) => reports.push([error, event]))
  return { emitter, reports }
}

describe('Emitter', () => {
  it('passes the arguments and the emitter to every listener in order', () => {
    const { emitter } = recordingEmitter()
    const calls: unknown[] = []
    emitter.on('moved', (from, to) => calls.push(['first', from, to]))
    emitter.on('moved', function (this: unknown) {
      calls.push(['second', this === emitter])
    })
    expect(emitter.emit('moved', 'BACKUP', 'MASTER')).toBe(true)
    expect(calls).toEqual([
      ['first', 'BACKUP', 'MASTER'],
      ['second', true],
    ])
  })

  it('says whether anybody listened, for error as well', () => {
    const { emitter } = recordingEmitter()
    expect(emitter.emit('counted', 1)).toBe(false)
    expect(emitter.emit('error', new Error('unheard'))).toBe(false)
    emitter.once('counted', () => undefined)
    expect(emitter.emit('counted', 2)).toBe(true)
    expect(emitter.emit('counted', 3)).toBe(false)
  })

  it('calls the other listeners when one throws, and reports it', () => {
    const { emitter, reports } = recordingEmitter()
    const failure = new Error('listener')
    const calls: number[] = []
    emitter.on('counted', (count) => calls.push(count))
    emitter.on('counted', () => {
      throw failure
    })
    emitter.on('counted', (count) => calls.push(count + 1))
    expect(emitter.emit('counted', 10)).toBe(true)
    expect(calls).toEqual([10, 11])
    expect(reports).toEqual([[failure, 'counted']])
  })

  it('reports a single listener that throws', () => {
    const { emitter, reports } = recordingEmitter()
    emitter.once('counted', () => {
      throw new Error('once')
    })
    expect(emitter.emit('counted', 1)).toBe(true)
    expect(emitter.emit('counted', 2)).toBe(false)
    expect(reports.length).toBe(1)
  })

  it('reports the rejection of an asynchronous listener', async () => {
    const { emitter, reports } = recordingEmitter()
    const failure = new Error('later')
    const pending = Promise.reject(failure)
    const listener = (): unknown => pending
    emitter.on('counted', listener)
    emitter.emit('counted', 1)
    expect(reports).toEqual([])
    await expect(pending).rejects.toBe(failure)
    expect(reports).toEqual([[failure, 'counted']])
  })

  it('calls a once listener once, even if a listener emits the event again', () => {
    const { emitter } = recordingEmitter()
    const calls: string[] = []
    emitter.on('counted', (count) => {
      calls.push(`on ${count}`)
      if (count === 1) emitter.emit('counted', 2)
    })
    emitter.once('counted', (count) => calls.push(`once ${count}`))
    emitter.emit('counted', 1)
    emitter.emit('counted', 3)
    expect(calls).toEqual(['on 1', 'on 2', 'once 1', 'on 3'])
  })

  it('keeps the listener that was added with on and with once', () => {
    const { emitter } = recordingEmitter()
    const calls: number[] = []
    const listener = (count: number): void => {
      calls.push(count)
    }
    emitter.on('counted', listener)
    emitter.once('counted', listener)
    emitter.emit('counted', 1)
    emitter.emit('counted', 2)
    expect(calls).toEqual([1, 1, 2])
  })

  it('calls whoever listened when the event was emitted', () => {
    const { emitter } = recordingEmitter()
    const calls: string[] = []
    const second = (): void => {
      calls.push('second')
    }
    emitter.on('counted', () => {
      calls.push('first')
      emitter.off('counted', second)
      emitter.on('counted', () => calls.push('third'))
    })
    emitter.on('counted', second)
    emitter.emit('counted', 1)
    expect(calls).toEqual(['first', 'second'])
    expect(emitter.listenerCount('counted')).toBe(2)
  })

  it('checks events and arguments at compile time', () => {
    const { emitter } = recordingEmitter()
    // @ts-expect-error: no such event
    emitter.on('stopped', () => undefined)
    // @ts-expect-error: the second argument is missing
    emitter.emit('moved', 'BACKUP')
    // @ts-expect-error: not a number
    emitter.emit('counted', 'one')
    // @ts-expect-error: a context is not supported
    emitter.on('counted', () => undefined, {})
    expect(emitter.eventNames()).toEqual(['stopped', 'counted'])
  })

  it('goes on when the handler of listener errors fails itself', async () => {
    const failure = new Error('handler')
    const surfaced = nextUnhandledRejection()
    const emitter = new Emitter<Events>(() => {
      throw failure
    })
    const calls: number[] = []
    emitter.on('counted', () => {
      throw new Error('listener')
    })
    emitter.on('counted', (count) => calls.push(count))
    emitter.emit('counted', 1)
    expect(calls).toEqual([1])
    expect(await surfaced).toBe(failure)
  })

  it('lets a listener error surface when nobody asked for it', async () => {
    const failure = new Error('unreported')
    const surfaced = nextUnhandledRejection()
    const emitter = new Emitter<Events>()
    emitter.on('counted', () => {
      throw failure
    })
    expect(emitter.emit('counted', 1)).toBe(true)
    expect(await surfaced).toBe(failure)
  })
})

/** Stands in for the test runner's own handlers until one rejection came. */
async function nextUnhandledRejection(): Promise<unknown> {
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  const reason = await new Promise((resolve) => process.once('unhandledRejection', resolve))
  for (const listener of others) process.on('unhandledRejection', listener)
  return reason
}

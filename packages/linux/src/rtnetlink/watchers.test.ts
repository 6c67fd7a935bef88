import { silentLogger } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import type { KernelEvent } from './rtnetlink.js'
import { Watchers } from './watchers.js'

interface Setup {
  readonly watchers: Watchers
  readonly waiting: KernelEvent[]
  readonly log: string[]
  readonly tell: (event: KernelEvent) => void
}

function setUp(): Setup {
  const log: string[] = []
  const waiting: KernelEvent[] = []
  let tell: (event: KernelEvent) => void = () => undefined
  const logger = { ...silentLogger, error: (message: string) => void log.push(message) }
  const watchers = new Watchers((given) => {
    log.push('open')
    tell = given
    const catchUp = (): void => {
      for (const event of waiting.splice(0)) given(event)
    }
    return { catchUp, close: () => log.push('close') }
  }, logger)
  return { watchers, waiting, log, tell: (event) => tell(event) }
}

describe('watchers', () => {
  test('share one source, that is open while there are any', () => {
    const { watchers, log, tell } = setUp()
    const stopFirst = watchers.add(() => log.push('first'))
    const stopSecond = watchers.add(() => log.push('second'))
    tell({ type: 'overrun' })
    stopFirst()
    stopFirst()
    tell({ type: 'overrun' })
    stopSecond()
    watchers.add(() => log.push('third'))
    expect(log).toEqual(['open', 'first', 'second', 'second', 'close', 'open'])
  })

  test('hear nothing of what happened before they came', () => {
    const { watchers, waiting, log } = setUp()
    watchers.add(() => log.push('first'))
    waiting.push({ type: 'overrun' })
    watchers.add(() => log.push('second'))
    waiting.push({ type: 'overrun' })
    watchers.add(() => log.push('third'))
    expect(log).toEqual(['open', 'first', 'first', 'second'])
  })

  test('do not suffer from one that throws', () => {
    const { watchers, log, tell } = setUp()
    watchers.add(() => {
      throw new Error('mine')
    })
    watchers.add(() => log.push('second'))
    tell({ type: 'overrun' })
    expect(log).toEqual(['open', 'a watcher of the kernel threw', 'second'])
  })

  test('may be stopped by each other', () => {
    const { watchers, log, tell } = setUp()
    watchers.add(() => stopSecond())
    const stopSecond = watchers.add(() => log.push('second'))
    tell({ type: 'overrun' })
    expect(log).toEqual(['open'])
  })
})

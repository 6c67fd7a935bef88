import { describe, expect, it } from 'vitest'
import { systemClock } from './system-clock.js'

function fired(deadlineMs: number): Promise<number> {
  return new Promise((resolve) => {
    systemClock.schedule(deadlineMs, () => {
      resolve(systemClock.now())
    })
  })
}

describe('systemClock', () => {
  it('never calls back before the deadline', async () => {
    const start = systemClock.now()
    const deadlines = Array.from({ length: 200 }, (_, index) => start + index * 0.137)
    const times = await Promise.all(deadlines.map(fired))
    deadlines.forEach((deadline, index) => {
      expect(times[index]).toBeGreaterThanOrEqual(deadline)
    })
  })

  it('never calls back synchronously', async () => {
    let isLater = false
    const called = new Promise<boolean>((resolve) => {
      systemClock.schedule(0, () => {
        resolve(isLater)
      })
    })
    isLater = true
    expect(await called).toBe(true)
  })

  it('also waits in full where it goes in two steps', async () => {
    const start = systemClock.now()
    expect(await fired(start + 150)).toBeGreaterThanOrEqual(start + 150)
  })

  it('does not call back what was cancelled', async () => {
    const calls: string[] = []
    const start = systemClock.now()
    const cancel = systemClock.schedule(start + 2, () => calls.push('cancelled'))
    cancel()
    cancel()
    await fired(start + 10)
    expect(calls).toEqual([])
  })

  it('waits for deadlines further away than a timer of Node can', async () => {
    const calls: string[] = []
    // Node takes such a delay for 1 ms, which would keep the process busy until the deadline.
    const warnings: Error[] = []
    const onWarning = (warning: Error): number => warnings.push(warning)
    process.on('warning', onWarning)
    const start = systemClock.now()
    const cancels = [2 ** 31 + 1000, 2 ** 40, Number.POSITIVE_INFINITY].map((delayMs) =>
      systemClock.schedule(start + delayMs, () => calls.push(`after ${delayMs}`)),
    )
    await fired(start + 20)
    process.off('warning', onWarning)
    expect(warnings).toEqual([])
    expect(calls).toEqual([])
    for (const cancel of cancels) cancel()
  })

  it('defers behind the current turn', async () => {
    const order: string[] = []
    const deferred = new Promise<void>((resolve) => {
      systemClock.defer(() => {
        order.push('deferred')
        resolve()
      })
    })
    await Promise.resolve()
    order.push('microtask')
    await deferred
    expect(order).toEqual(['microtask', 'deferred'])
  })
})

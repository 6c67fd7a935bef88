import { spawnSync } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { boottimeMs, monotonicMs } from './clocks.js'
import { Timer } from './timer.js'

const timers: Timer[] = []

afterEach(() => {
  for (const timer of timers.splice(0)) timer.close()
})

function timerOf(clock?: 'monotonic' | 'boottime'): { timer: Timer; expired: number[] } {
  const expired: number[] = []
  const now = clock === 'boottime' ? boottimeMs : monotonicMs
  const timer = new Timer(() => expired.push(now()), clock)
  timers.push(timer)
  return { timer, expired }
}

/** Comes after every timer with an earlier deadline: the loop runs them in the order of time. */
function until(deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = new Timer(resolve)
    timers.push(timer)
    timer.set(deadlineMs)
  })
}

test.each(['monotonic', 'boottime'] as const)('%s: calls back once, never early', async (clock) => {
  const { timer, expired } = timerOf(clock)
  const deadline = (clock === 'boottime' ? boottimeMs() : monotonicMs()) + 10
  timer.set(deadline)
  expect(timer.isArmed).toBe(true)
  await until(monotonicMs() + 40)
  expect(expired).toHaveLength(1)
  expect(expired[0]).toBeGreaterThanOrEqual(deadline)
  expect(timer.isArmed).toBe(false)
})

test('a deadline that has passed is soon, also one before the clock began', async () => {
  const { timer, expired } = timerOf()
  timer.set(-5)
  expect(expired).toEqual([]) // never synchronously
  await until(monotonicMs() + 5)
  expect(expired).toHaveLength(1)
})

test('a new deadline takes the place of the old one', async () => {
  const { timer, expired } = timerOf()
  const start = monotonicMs()
  timer.set(start + 5)
  timer.set(start + 30)
  await until(start + 50)
  expect(expired).toHaveLength(1)
  expect(expired[0]).toBeGreaterThanOrEqual(start + 30)
})

test('a deadline moved in the turn in which the timer expires is kept', async () => {
  const start = monotonicMs()
  const mover = new Timer(() => timer.set(start + 40))
  const { timer, expired } = timerOf()
  timers.push(mover)
  mover.set(start + 4)
  timer.set(start + 5)
  // Both are due before the loop looks, so that epoll reports them together, the mover first.
  while (monotonicMs() < start + 10);
  await until(start + 60)
  expect(expired).toHaveLength(1)
  expect(expired[0]).toBeGreaterThanOrEqual(start + 40)
})

test('clear and close end it', async () => {
  const start = monotonicMs()
  const cleared = timerOf()
  const closed = timerOf()
  cleared.timer.set(start + 5)
  closed.timer.set(start + 5)
  cleared.timer.clear()
  closed.timer.close()
  closed.timer.close()
  closed.timer.clear()
  await until(start + 20)
  expect(cleared.expired).toEqual([])
  expect(closed.expired).toEqual([])
  expect(() => closed.timer.set(start + 30)).toThrow('timerfd_settime: EBADF')
})

test('Infinity never comes', async () => {
  const { timer, expired } = timerOf()
  timer.set(Infinity)
  await until(monotonicMs() + 10)
  expect(expired).toEqual([])
  expect(timer.isArmed).toBe(true)
})

test('the clocks are those of the machine, and boottime is not behind', () => {
  const before = process.hrtime.bigint()
  const monotonic = monotonicMs()
  const boottime = boottimeMs()
  const after = process.hrtime.bigint()
  // hrtime is CLOCK_MONOTONIC as well, in nanoseconds.
  expect(monotonic).toBeGreaterThanOrEqual(Number(before) / 1e6 - 0.001)
  expect(monotonic).toBeLessThanOrEqual(Number(after) / 1e6 + 0.001)
  expect(boottime).toBeGreaterThanOrEqual(monotonic)
})

test('a process lives until its timer has expired, and not for one that is not set', () => {
  const program = `
    import { monotonicMs, Timer } from '@holdfast/linux'
    new Timer(() => console.log('never set'))
    new Timer(() => console.log('expired')).set(monotonicMs() + 20)`
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--conditions=@holdfast/source', '--import', 'tsx', '--input-type=module', '-e', program],
    { encoding: 'utf8', cwd: import.meta.dirname },
  )
  expect({ stdout, stderr, status }).toEqual({ stdout: 'expired\n', stderr: '', status: 0 })
})

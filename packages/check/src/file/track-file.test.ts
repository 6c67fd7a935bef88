import { SimClock } from '@holdfast/core/testing'
import { expect, test } from 'vitest'
import { trackFile } from './track-file.js'
import type { TrackedFile } from './tracked-file.js'

class FakeFile implements TrackedFile {
  content = '0'
  reads = 0
  onChange: (() => void) | undefined
  /** Called in the middle of the next read. */
  meanwhile: (() => void) | undefined

  async read(): Promise<string> {
    this.reads += 1
    const { content, meanwhile } = this
    this.meanwhile = undefined
    meanwhile?.()
    return content
  }

  hint(onChange: () => void): () => void {
    this.onChange = onChange
    return () => (this.onChange = undefined)
  }
}

function setUp(): {
  readonly clock: SimClock
  readonly file: FakeFile
  readonly reports: [number, string][]
  readonly stop: () => void
} {
  const clock = new SimClock()
  const file = new FakeFile()
  const reports: [number, string][] = []
  const reportFile = (_: string, content: string): void => {
    reports.push([clock.now(), content])
  }
  return { clock, file, reports, stop: trackFile({ reportFile }, { name: 'f', file, clock }) }
}

async function advance(clock: SimClock, ms: number): Promise<void> {
  const endMs = clock.now() + ms
  for (let at = clock.nextEventAt; at !== undefined && at <= endMs; at = clock.nextEventAt) {
    clock.step()
    for (let turns = 0; turns < 5; turns += 1) await Promise.resolve()
  }
  clock.advanceTo(endMs)
}

test('reports at once, then what has changed, without any hint', async () => {
  const { clock, file, reports, stop } = setUp()
  await advance(clock, 1500)
  file.content = '-5'
  await advance(clock, 2000)
  file.content = ''
  await advance(clock, 1000)
  stop()
  file.content = '7'
  await advance(clock, 5000)
  expect(reports).toEqual([
    [0, '0'],
    [2000, '-5'],
    [4050, ''],
  ])
  // At 0, 1, 2, 3 and 4 s, and once more to be sure that it is empty.
  expect(file.reads).toBe(6)
  expect(file.onChange).toBeUndefined()
})

test('a hint is followed at once', async () => {
  const { clock, file, reports } = setUp()
  await advance(clock, 300)
  file.content = '9'
  file.onChange?.()
  file.onChange?.()
  await advance(clock, 0)
  expect(reports).toEqual([
    [0, '0'],
    [300, '9'],
  ])
  expect(file.reads).toBe(2)
})

test('a hint during a read is followed by another read', async () => {
  const { clock, file, reports } = setUp()
  file.meanwhile = () => {
    file.content = '9'
    file.onChange?.()
  }
  await advance(clock, 0)
  expect(reports).toEqual([
    [0, '0'],
    [0, '9'],
  ])
})

test('a file that is empty for a moment, while it is written, is not reported so', async () => {
  const { clock, file, reports } = setUp()
  await advance(clock, 300)
  file.content = ''
  file.onChange?.()
  await advance(clock, 0)
  file.content = '9'
  file.onChange?.()
  await advance(clock, 5000)
  expect(reports).toEqual([
    [0, '0'],
    [300, '9'],
  ])
})

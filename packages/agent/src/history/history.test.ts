import { expect, test } from 'vitest'
import { History } from './history.js'
import type { HistoryStore } from './history.js'
import type { HistoryEntry } from './history-entry.js'

const entry = (text: string, instance?: string): HistoryEntry => ({
  time: '2026-01-02T03:04:05.000Z',
  kind: 'asked',
  text,
  ...(instance === undefined ? {} : { instance }),
})

const texts = (entries: readonly HistoryEntry[]): string => entries.map(({ text }) => text).join('')

test('an instance has its own entries and those of the agent, as they came', () => {
  const history = new History()
  history.add(entry('a', 'VI_1'))
  history.add(entry('b', 'VI_2'))
  history.add(entry('c'))
  history.add(entry('d', 'VI_1'))
  expect(texts(history.entries('VI_1'))).toBe('acd')
  expect(texts(history.entries('VI_2'))).toBe('bc')
  expect(texts(history.entries())).toBe('abcd')
  expect(texts(history.entries('VI_3'))).toBe('c')
})

test('an instance that is busy pushes out nothing of another', () => {
  const history = new History({ limit: 3 })
  history.add(entry('x', 'VI_2'))
  for (const text of 'abcdef') history.add(entry(text, 'VI_1'))
  expect(texts(history.entries('VI_1'))).toBe('def')
  expect(texts(history.entries('VI_2'))).toBe('x')
})

test('200 entries are kept of each', () => {
  const history = new History()
  for (let index = 0; index < 250; index += 1) history.add(entry('.', 'VI_1'))
  expect(history.entries('VI_1')).toHaveLength(200)
})

test('of a thousand names the one that was silent longest is forgotten', () => {
  const history = new History()
  history.add(entry('first', 'VI_0'))
  history.add(entry('second', 'VI_1'))
  history.add(entry('again', 'VI_0'))
  for (let index = 2; index <= 1024; index += 1) history.add(entry('', `VI_${index}`))
  expect(history.entries('VI_0')).toHaveLength(2)
  expect(history.entries('VI_1')).toEqual([])
})

test('what was kept comes first, and the store is told of what is new', async () => {
  const appended: (readonly [string, string])[] = []
  const store: HistoryStore = {
    load: () => Promise.resolve([entry('a', 'VI_1'), entry('b', 'VI_1')]),
    append: ({ text }, kept) => void appended.push([text, texts(kept())]),
    close: () => Promise.resolve(),
  }
  const history = new History({ store, limit: 2 })
  await history.open()
  history.add(entry('c', 'VI_1'))
  expect(texts(history.entries())).toBe('bc')
  expect(appended).toEqual([['c', 'bc']])
})

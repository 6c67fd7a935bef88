import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@holdfast/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { History } from './history.js'
import { decodeEntry } from './history-entry.js'
import type { HistoryEntry } from './history-entry.js'
import { HistoryFile } from './history-file.js'

let folder: string
let path: string
let warnings: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-history-'))
  path = join(folder, 'state', 'agent.history')
  warnings = []
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }

async function open(): Promise<History> {
  const history = new History({ store: new HistoryFile(path, logger), limit: 3 })
  await history.open()
  return history
}

const entry = (text: string): HistoryEntry => ({
  ...{ time: '2026-01-02T03:04:05.000Z', instance: 'VI_1', kind: 'transition', text },
  ...{ from: 'BACKUP', to: 'MASTER', reason: 'noMaster' },
})

const texts = (history: History): string =>
  history
    .entries()
    .map(({ text }) => text)
    .join('')

const line =
  '{"time":"2026-01-02T03:04:05.000Z","instance":"VI_1","kind":"transition","text":"a",' +
  '"from":"BACKUP","to":"MASTER","reason":"noMaster"}\n'

test('entries outlive the process, for the eyes of its user alone', async () => {
  const first = await open()
  first.add(entry('a'))
  await first.close()
  expect(readFileSync(path, 'utf8')).toBe(line)
  expect(statSync(path).mode & 0o777).toBe(0o600)

  const second = await open()
  second.add(entry('b'))
  await second.close()
  expect(texts(await open())).toBe('ab')
  expect(warnings).toEqual([])
})

test('a line that was torn by a crash is no error, and does not spoil the next one', async () => {
  mkdirSync(join(folder, 'state'))
  writeFileSync(path, `${line}${line.slice(0, 60)}`)
  const history = await open()
  expect(texts(history)).toBe('a')
  history.add(entry('b'))
  await history.close()
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3)
  expect(texts(await open())).toBe('ab')
  expect(warnings).toEqual([])
})

test('lines that make no sense are skipped', async () => {
  mkdirSync(join(folder, 'state'))
  writeFileSync(path, `null\n{"time":1}\n${line}[]\n{"kind":"other","text":"","time":""}\n\n`)
  expect(texts(await open())).toBe('a')
})

test('the file does not grow for ever', async () => {
  const history = await open()
  for (let index = 0; index < 1000; index += 1) {
    history.add(entry(String(index % 10)))
    await history.close()
  }
  // Three are kept; 2 * 3 + 256 lines are the most.
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(262)
  expect(texts(await open())).toBe('789')
})

test('a place that cannot be written costs one warning, and is made good later', async () => {
  // A file is where the folder should be: root, too, can write nothing there.
  const obstacle = join(folder, 'state')
  writeFileSync(obstacle, '')
  const history = await open()
  for (const text of 'abcd') {
    history.add(entry(text))
    await history.close()
  }
  expect(texts(history)).toBe('bcd')
  expect(warnings.filter((text) => text.includes('cannot be written'))).toEqual([
    `the history ${path} cannot be written: a restart will forget what happens`,
  ])

  rmSync(obstacle)
  history.add(entry('e'))
  await history.close()
  expect(texts(await open())).toBe('cde')
})

test('a disk that is full costs a warning', async () => {
  path = '/dev/full'
  const history = new HistoryFile(path, logger)
  history.append(entry('a'), () => [entry('a')])
  await history.close()
  expect(warnings).toEqual([
    'the history /dev/full cannot be written: a restart will forget what happens',
  ])
})

test('a file that may not be read is told of, and is not in the way', async () => {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o700)
  expect(texts(await open())).toBe('')
  expect(warnings).toEqual([`the history ${path} cannot be read`])
})

const day = { time: '2026-01-02' }

test.each([
  ['{"time":"2026-01-02","kind":"asked","text":"x"}', { ...day, kind: 'asked', text: 'x' }],
  ['{"time":"2026-01-02","kind":"asked"}', undefined],
  ['{"time":"2026-01-02","kind":"asked","text":"x","instance":1}', undefined],
  ['{"time":"2026-01-02","kind":"toString","text":"x"}', undefined],
  ['{"time":"yesterday","kind":"asked","text":"x"}', undefined],
  ['"text"', undefined],
])('%s', (text, expected) => {
  expect(decodeEntry(text)).toEqual(expected)
})

import { expect, test } from 'vitest'
import { jsonLogger } from './json-logger.js'
import { ctime, keepalivedLine } from './keepalived-line.js'
import { keepalivedLogger } from './keepalived-logger.js'
import type { LineSink } from './line-sink.js'

test.each([
  ['plain words', undefined, 'plain words'],
  [
    'VI_1: INIT -> BACKUP: started',
    { instance: 'VI_1', from: 'INIT', to: 'BACKUP' },
    '(VI_1) Entering BACKUP STATE (init): started',
  ],
  [
    'VI_1: BACKUP -> MASTER: no advert from anybody for 3609.375 ms',
    { instance: 'VI_1', from: 'BACKUP', to: 'MASTER' },
    '(VI_1) Entering MASTER STATE: no advert from anybody for 3609.375 ms',
  ],
  [
    'VI_1: MASTER -> INIT: stopped',
    { instance: 'VI_1', from: 'MASTER', to: 'INIT' },
    '(VI_1) Stopping',
  ],
  [
    'sync group G1: BACKUP -> MASTER',
    { group: 'G1', from: 'BACKUP', to: 'MASTER' },
    'VRRP_Group(G1) Entering MASTER STATE',
  ],
  ['VI_1: all addresses are held', { instance: 'VI_1' }, '(VI_1) all addresses are held'],
  ['it failed', { error: new Error('no\nroom') }, 'it failed: no room'],
])('%s', (message, fields, line) => {
  expect(keepalivedLine(message, fields)).toBe(line)
})

function remembering(): { readonly sink: LineSink; readonly lines: readonly string[] } {
  const lines: string[] = []
  const sink = { write: (text: string) => void lines.push(text), idle: () => Promise.resolve() }
  return { sink, lines }
}

test('a line begins with the time as ctime writes it', () => {
  const date = new Date(2024, 0, 2, 3, 4, 5)
  expect(ctime(date)).toBe('Tue Jan  2 03:04:05 2024')
  const { sink, lines } = remembering()
  const logger = keepalivedLogger({ sink, wallClock: () => date })
  logger.debug('unheard')
  logger.info('well')
  logger.warn('odd')
  expect(lines).toEqual([
    'Tue Jan  2 03:04:05 2024: well\n',
    'Tue Jan  2 03:04:05 2024: Warning - odd\n',
  ])
})

test('a JSON line has the facts of the message', () => {
  const { sink, lines } = remembering()
  const wallClock = (): Date => new Date('2024-01-02T03:04:05Z')
  const logger = jsonLogger({ sink, wallClock })
  logger.debug('unheard')
  logger.info('VI_1: INIT -> BACKUP: started', { instance: 'VI_1', to: 'BACKUP' })
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: '2024-01-02T03:04:05.000Z',
    name: 'holdfast',
    pid: process.pid,
    instance: 'VI_1',
    to: 'BACKUP',
    msg: 'VI_1: INIT -> BACKUP: started',
  })
})

import { expect, test } from 'vitest'
import type { HistoryEntry } from '../../history/history-entry.js'
import type { PageSnapshot } from '../page-snapshot.js'
import { stateLanes } from './state-lanes.js'

const at = (seconds: number): string => new Date(seconds * 1000).toISOString()
const transition = (seconds: number, from: string, to: string): HistoryEntry => ({
  ...{ time: at(seconds), instance: 'VI_1', kind: 'transition', from, to },
  text: `${from} -> ${to}`,
})

function lanesOf(history: readonly HistoryEntry[], instance = {}): ReturnType<typeof stateLanes> {
  const status = { instances: [{ name: 'VI_1', state: 'MASTER', forMs: 30_000, ...instance }] }
  const snapshot = { status, history, at: 100_000, details: [{}] }
  return stateLanes(snapshot as unknown as PageSnapshot)
}

/** `MASTER 4-10` in seconds. */
function spans(history: readonly HistoryEntry[], instance = {}): readonly string[] {
  return (lanesOf(history, instance)[0]?.spans ?? []).map(({ state, from, to, isTorn = false }) => {
    return `${state} ${from / 1000}-${to / 1000}${isTorn ? ' torn' : ''}`
  })
}

test('each state lasts until the next one, the last one until now', () => {
  const history = [transition(1, 'INIT', 'BACKUP'), transition(4, 'BACKUP', 'MASTER')]
  expect(spans(history)).toEqual(['BACKUP 1-4', 'MASTER 4-100'])
})

test('nobody knows when an agent that was killed ceased to be master', () => {
  const history = [transition(4, 'BACKUP', 'MASTER'), transition(9, 'INIT', 'BACKUP')]
  expect(spans(history, { state: 'BACKUP' })).toEqual(['MASTER 4-9 torn', 'BACKUP 9-100'])
})

test('who was killed as master and has not begun again is master no longer', () => {
  const history = [transition(4, 'BACKUP', 'MASTER')]
  const waiting = { state: 'INIT', forMs: undefined }
  expect(spans(history, waiting)).toEqual(['MASTER 4-4 torn', 'INIT 4-100'])
  const begun = { state: 'BACKUP', forMs: 30_000 }
  expect(spans(history, begun)).toEqual(['MASTER 4-70 torn', 'BACKUP 70-100'])
})

test('what is remembered no longer is known from its state', () => {
  expect(spans([])).toEqual(['MASTER 70-100'])
  expect(spans([], { forMs: undefined })).toEqual([])
})

test('whatever else happened is a mark, of its instance or of the agent', () => {
  const lanes = lanesOf([
    { time: at(5), instance: 'VI_1', kind: 'asked', text: 'anna: demote: done' },
    { time: at(5), kind: 'reloaded', text: 'a configuration was put in force' },
  ])
  expect(lanes.map(({ name, marks }) => [name, marks])).toEqual([
    ['VI_1', [{ at: 5000, label: 'asked: anna: demote: done', entry: 'e5000-1' }]],
    [
      'the agent',
      [{ at: 5000, label: 'reloaded: a configuration was put in force', entry: 'e5000-2' }],
    ],
  ])
})

import { expect, it } from 'vitest'
import type { RouterName } from '../../interop/lab/stations.js'
import type { Step } from '../scenario.js'
import { timelineOf } from './timeline.js'

function told(steps: readonly Step[], ...slow: readonly RouterName[]): readonly string[] {
  return timelineOf(steps, (router) => slow.includes(router)).map(
    ({ atMs, action }) => `${atMs} ${action.does}${'router' in action ? ` ${action.router}` : ''}`,
  )
}

const steps: readonly Step[] = [
  { atMs: 0, action: { does: 'start', router: 'A' } },
  { atMs: 500, action: { does: 'start', router: 'B' } },
  { atMs: 5000, action: { does: 'cut', router: 'A' } },
]

it('keeps the times of the steps', () => {
  expect(told(steps)).toEqual(['0 start A', '500 start B', '5000 cut A'])
})

it('loads a slow program before it starts', () => {
  expect(told(steps, 'B')).toEqual(['-2500 load B', '0 start A', '380 start B', '5000 cut A'])
  expect(told(steps, 'A', 'B')).toEqual([
    '-3000 load A',
    '-2500 load B',
    '-120 start A',
    '380 start B',
    '5000 cut A',
  ])
})

it('loads no program before the one in its place has ended', () => {
  const again: readonly Step[] = [
    { atMs: 5000, action: { does: 'stop', router: 'A', signal: 'SIGTERM' } },
    { atMs: 7000, action: { does: 'start', router: 'A' } },
  ]
  expect(told(again, 'A')).toEqual(['5000 stop A', '6500 load A', '6880 start A'])
})

it('sets the scene before anybody starts', () => {
  const broken: readonly Step[] = [
    { atMs: 0, action: { does: 'break', router: 'A' } },
    { atMs: 0, action: { does: 'start', router: 'A' } },
  ]
  expect(told(broken, 'A')).toEqual(['-3000 load A', '-120 break A', '-120 start A'])
  expect(told(broken)).toEqual(['-120 break A', '0 start A'])
})

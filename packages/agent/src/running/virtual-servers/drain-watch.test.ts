import { SimClock } from '@holdfast/core/testing'
import { expect, test } from 'vitest'
import { DrainWatch } from './drain-watch.js'

test('servers are waited for, each for itself, and nothing is left behind', () => {
  const clock = new SimClock()
  const connections = new Map<string, number>([
    ['a', 2],
    ['b', 2],
    ['c', 2],
  ])
  const told: string[] = []
  const watch = new DrainWatch({
    clock,
    connections: (server) => connections.get(server),
    onDrained: (server, left) => told.push(`${clock.now()} ${server} ${String(left)}`),
  })
  watch.begin('a', 60_000)
  watch.begin('b', 3_500)
  watch.begin('c', 60_000)
  // Nobody knows of d.
  watch.begin('d', 0)
  watch.begin('e', 60_000)
  watch.end('e')
  clock.advanceTo(1_500)
  connections.set('a', 0)
  clock.advanceTo(10_000)
  expect(told).toEqual(['1000 d undefined', '2000 a 0', '4000 b 2'])
  watch.stop()
  expect(clock.nextEventAt).toBeUndefined()
})

import { expect, it } from 'vitest'
import type { RouteInfo } from '../rtnetlink/rtnetlink.js'
import { KernelTables } from './kernel-tables.js'

const ours: RouteInfo = {
  family: 4,
  type: 1,
  gateway: '192.0.2.1',
  table: 254,
  protocol: 112,
  scope: 0,
}
const altered: RouteInfo = { ...ours, gateway: '192.0.2.2' }
const foreign: RouteInfo = { ...ours, protocol: 4 }

// `ip route append` makes several routes to one destination with one metric.
it.each<[string, readonly RouteInfo[], RouteInfo | undefined]>([
  ['just ours before another of our mark', [foreign, altered, ours], ours],
  ['our mark before a foreign one', [foreign, altered], altered],
  ['a foreign one', [{ ...ours, table: 7 }, foreign], foreign],
  ['nothing', [{ ...ours, priority: 1 }], undefined],
])('finds %s', (_name, routes, expected) => {
  const tables = new KernelTables({ routes: () => routes, rules: () => [] })
  expect(tables.find({ kind: 'route', route: ours })).toEqual(
    expected && { kind: 'route', route: expected },
  )
})

it('reads a table once, and only when it is asked for', () => {
  const read: string[] = []
  const note = (name: string) => (family: 4 | 6) => {
    read.push(`${name} ${family}`)
    return []
  }
  const tables = new KernelTables({ routes: note('routes'), rules: note('rules') })
  expect(read).toEqual([])
  tables.find({ kind: 'route', route: ours })
  tables.find({ kind: 'route', route: altered })
  tables.find({ kind: 'rule', rule: { family: 6, priority: 1 } })
  expect(read).toEqual(['routes 4', 'rules 6'])
})

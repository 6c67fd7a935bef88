import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyDestination, anyService, serviceCount } from '../../test/arbitraries.js'
import { formatServiceId } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import { applyOperations } from './apply.js'
import { plan } from './plan.js'

const server: fc.Arbitrary<VirtualServer> = fc.record({
  service: anyService,
  destinations: fc.uniqueArray(anyDestination, {
    maxLength: 8,
    selector: ({ address, port }) => `${address} ${port}`,
  }),
})

const table: fc.Arbitrary<readonly VirtualServer[]> = fc.uniqueArray(server, {
  maxLength: serviceCount,
  selector: (each) => formatServiceId(each.service.id),
})

/** In an order of its own, as that of a table means nothing. */
function sorted(servers: readonly VirtualServer[]): readonly string[] {
  return servers
    .map(({ service: of, destinations }) =>
      JSON.stringify([of, destinations.map((each) => JSON.stringify(each)).sort()]),
    )
    .sort()
}

const named = (servers: readonly VirtualServer[]): ReadonlyMap<string, VirtualServer> =>
  new Map(servers.map((each) => [formatServiceId(each.service.id), each]))

const serving = (each: VirtualServer | undefined): number =>
  each?.destinations.filter(({ weight }) => weight > 0).length ?? 0

const weightOf = (each: VirtualServer | undefined): number =>
  each?.destinations.reduce((sum, { weight }) => sum + weight, 0) ?? 0

test('applied to what is there gives what is desired, and then there is nothing to do', () => {
  fc.assert(
    fc.property(table, table, (actual, desired) => {
      const after = applyOperations(actual, plan(actual, desired, { isOurs: () => true }))
      expect(sorted(after)).toEqual(sorted(desired))
      expect(plan(after, desired, { isOurs: () => true })).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('what is not ours stays as it is, beside what is desired', () => {
  fc.assert(
    fc.property(table, table, (actual, desired) => {
      const after = applyOperations(actual, plan(actual, desired))
      const wanted = named(desired)
      const foreign = actual.filter((each) => !wanted.has(formatServiceId(each.service.id)))
      expect(sorted(after)).toEqual(sorted([...foreign, ...desired]))
    }),
  )
})

test('every change is needed: without any one of them the outcome is another', () => {
  fc.assert(
    fc.property(table, table, (actual, desired) => {
      const operations = plan(actual, desired, { isOurs: () => true })
      for (const left of operations) {
        const rest = operations.filter((each) => each !== left)
        expect(sorted(applyOperations(actual, rest))).not.toEqual(sorted(desired))
      }
    }),
  )
})

test('at no moment has a service fewer servers, or less weight, than both before and after', () => {
  fc.assert(
    fc.property(table, table, (actual, desired) => {
      const before = named(actual)
      const after = named(desired)
      let now = actual
      for (const operation of plan(actual, desired, { isOurs: () => true })) {
        now = applyOperations(now, [operation])
        for (const [name, there] of named(now)) {
          const [from, to] = [before.get(name), after.get(name)]
          expect(serving(there)).toBeGreaterThanOrEqual(Math.min(serving(from), serving(to)))
          expect(weightOf(there)).toBeGreaterThanOrEqual(Math.min(weightOf(from), weightOf(to)))
        }
      }
    }),
  )
})

test('one server more, less or with another weight is one change', () => {
  const nonEmpty = table.filter((servers) => servers.some((each) => each.destinations.length > 0))
  fc.assert(
    fc.property(
      nonEmpty,
      fc.nat(),
      fc.constantFrom('more', 'less', 'heavier'),
      (actual, at, how) => {
        const candidates = actual.filter((each) => each.destinations.length > 0)
        const chosen = candidates[at % candidates.length]
        const [first, ...rest] = chosen?.destinations ?? []
        if (chosen === undefined || first === undefined) return
        const extra = { ...first, address: '203.0.113.1' }
        const destinations = {
          more: [first, ...rest, extra],
          less: rest,
          heavier: [{ ...first, weight: first.weight + 1 }, ...rest],
        }[how]
        const desired = actual.map((each) => (each === chosen ? { ...each, destinations } : each))
        expect(plan(actual, desired, { isOurs: () => true })).toHaveLength(1)
      },
    ),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyDestination, anyService } from '../../test/arbitraries.js'
import { openIpvs } from '../kernel/ipvs-client.js'
import type { Ipvs } from '../kernel/ipvs.js'
import { readTable } from '../kernel/read-table.js'
import type { Operation } from '../plan/operation.js'
import { MemoryIpvs } from './memory-ipvs.js'

// The stand-in is only worth what it has in common with the kernel: the same changes, the same
// outcomes, the same table.

const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('addService'), service: anyService }) },
  fc.record({ type: fc.constant('editService'), service: anyService }),
  fc.record({ type: fc.constant('deleteService'), id: anyService.map(({ id }) => id) }),
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('addDestination', 'editDestination'),
      id: anyService.map(({ id }) => id),
      destination: anyDestination,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('deleteDestination'),
      id: anyService.map(({ id }) => id),
      destination: anyDestination,
    }),
  },
)

const outcomesOf = (ipvs: Ipvs, operations: readonly Operation[]): readonly string[] =>
  ipvs.apply(operations).map((outcome) => (outcome.ok ? 'ok' : outcome.error.errno))

const tableOf = (ipvs: Ipvs): readonly string[] =>
  readTable(ipvs)
    .map(({ service, destinations }) =>
      JSON.stringify([service, destinations.map((each) => JSON.stringify(each)).sort()]),
    )
    .sort()

test('does what the kernel does', () => {
  const kernel = openIpvs()
  fc.assert(
    fc.property(fc.array(anyOperation, { minLength: 10, maxLength: 40 }), (operations) => {
      kernel.flush()
      const memory = new MemoryIpvs()
      expect(outcomesOf(memory, operations)).toEqual(outcomesOf(kernel, operations))
      expect(tableOf(memory)).toEqual(tableOf(kernel))
    }),
    { numRuns: 100 },
  )
  kernel.flush()
  kernel.close()
})

import { formatDestinationId, isSameDestination } from '../model/destination.js'
import type { Destination } from '../model/destination.js'
import { formatServiceId, isSameService } from '../model/service.js'
import type { ServiceId } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import type { Operation } from './operation.js'

export interface PlanOptions {
  /**
   * Whether a service that is there and not desired is ours to delete. Default: none is; then
   * everything that is not mentioned is left alone.
   */
  readonly isOurs?: (id: ServiceId) => boolean
}

/**
 * The changes, each needed, that make the desired virtual servers be as they are desired.
 *
 * Their order keeps servers in service: in each service first what brings servers (new ones, higher
 * weights), then what takes them away (lower weights, removal); services that go, go last. So at no
 * moment has a service fewer servers, or less weight, than both before and after.
 */
export function plan(
  actual: readonly VirtualServer[],
  desired: readonly VirtualServer[],
  options: PlanOptions = {},
): readonly Operation[] {
  const { isOurs = () => false } = options
  const there = new Map(actual.map((each) => [formatServiceId(each.service.id), each]))
  const operations: Operation[] = []
  for (const wanted of desired) {
    const name = formatServiceId(wanted.service.id)
    planService(there.get(name), wanted, operations)
    there.delete(name)
  }
  for (const { service } of there.values()) {
    if (isOurs(service.id)) operations.push({ type: 'deleteService', id: service.id })
  }
  return operations
}

function planService(
  actual: VirtualServer | undefined,
  wanted: VirtualServer,
  operations: Operation[],
): void {
  if (actual === wanted) return
  const { service, destinations } = wanted
  if (actual === undefined) {
    operations.push({ type: 'addService', service })
  } else if (!isSameService(actual.service, service)) {
    operations.push({ type: 'editService', service })
  }
  planDestinations(service.id, actual?.destinations ?? [], destinations, operations)
}

function planDestinations(
  id: ServiceId,
  before: readonly Destination[],
  after: readonly Destination[],
  operations: Operation[],
): void {
  const [actual, wanted] = withoutSameEnds(before, after)
  const there = new Map(actual.map((each) => [formatDestinationId(each), each]))
  const raising: Operation[] = []
  const lowering: Operation[] = []
  for (const destination of wanted) {
    const name = formatDestinationId(destination)
    const now = there.get(name)
    there.delete(name)
    if (now === undefined) {
      operations.push({ type: 'addDestination', id, destination })
    } else if (!isSameDestination(now, destination)) {
      const edits = destination.weight < now.weight ? lowering : raising
      edits.push({ type: 'editDestination', id, destination })
    }
  }
  for (const operation of raising) operations.push(operation)
  for (const operation of lowering) operations.push(operation)
  for (const destination of there.values()) {
    const { address, port } = destination
    operations.push({ type: 'deleteDestination', id, destination: { address, port } })
  }
}

/** Of thousands of servers mostly one has changed: the others are the very same, in their places. */
function withoutSameEnds(
  before: readonly Destination[],
  after: readonly Destination[],
): readonly [readonly Destination[], readonly Destination[]] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)]
}

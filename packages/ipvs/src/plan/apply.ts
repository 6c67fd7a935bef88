import { formatDestinationId } from '../model/destination.js'
import type { Destination } from '../model/destination.js'
import { formatServiceId } from '../model/service.js'
import type { Service } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import { serviceOf } from './operation.js'
import type { Operation } from './operation.js'

type DestinationOperation = Extract<Operation, { readonly destination: unknown }>

export interface TableRow {
  readonly service: Service
  readonly destinations: Map<string, Destination>
}

/** A table that changes in place; what the kernel would refuse changes nothing. */
export class ChangingTable {
  readonly #rows: Map<string, TableRow>

  constructor(table: readonly VirtualServer[]) {
    this.#rows = new Map(table.map((each) => [formatServiceId(each.service.id), rowOf(each)]))
  }

  /** By the text of their ids. */
  get rows(): ReadonlyMap<string, TableRow> {
    return this.#rows
  }

  get servers(): readonly VirtualServer[] {
    return [...this.#rows.values()].map(({ service, destinations }) => ({
      service,
      destinations: [...destinations.values()],
    }))
  }

  apply(operation: Operation): void {
    const name = formatServiceId(serviceOf(operation))
    const row = this.#rows.get(name)
    if (operation.type === 'addService') {
      const { service } = operation
      if (row === undefined) this.#rows.set(name, { service, destinations: new Map() })
      return
    }
    if (row === undefined) return
    if (operation.type === 'editService') {
      this.#rows.set(name, { ...row, service: operation.service })
    } else if (operation.type === 'deleteService') this.#rows.delete(name)
    else changeDestination(row.destinations, operation)
  }
}

/** The table as it is after these changes; what the kernel would refuse changes nothing. */
export function applyOperations(
  table: readonly VirtualServer[],
  operations: readonly Operation[],
): readonly VirtualServer[] {
  const changing = new ChangingTable(table)
  for (const operation of operations) changing.apply(operation)
  return changing.servers
}

function rowOf({ service, destinations }: VirtualServer): TableRow {
  const byName = destinations.map((each) => [formatDestinationId(each), each] as const)
  return { service, destinations: new Map(byName) }
}

function changeDestination(
  destinations: Map<string, Destination>,
  operation: DestinationOperation,
): void {
  const name = formatDestinationId(operation.destination)
  const isThere = destinations.has(name)
  if (operation.type === 'deleteDestination') destinations.delete(name)
  else if (isThere === (operation.type === 'editDestination')) {
    destinations.set(name, operation.destination)
  }
}

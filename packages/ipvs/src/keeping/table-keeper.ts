import { formatServiceId } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import { applyOperations } from '../plan/apply.js'
import { serviceOf } from '../plan/operation.js'
import type { Operation } from '../plan/operation.js'
import { plan } from '../plan/plan.js'
import type { Ipvs, OperationOutcome } from '../kernel/ipvs.js'
import type { IpvsError } from '../kernel/ipvs-error.js'
import { readTableInSlices } from '../kernel/read-table.js'
import { runWhole } from '../kernel/sliced-work.js'
import type { SlicedWork } from '../kernel/sliced-work.js'

/** A change that the kernel would not make. */
export interface FailedOperation {
  readonly operation: Operation
  readonly error: IpvsError
}

/** How often the table is read again before a change is given up. */
const readings = 3

/**
 * Knows what of the kernel's table is ours, and changes it. While nobody else interferes it never
 * reads: a change of one server is one message. An answer that does not fit, or that was lost, makes
 * it read what is there and plan anew. Throws IpvsError where the kernel cannot be asked at all.
 */
export class TableKeeper {
  readonly #ipvs: Pick<Ipvs, 'services' | 'destinations' | 'apply'>
  #known = new Map<string, VirtualServer>()

  constructor(ipvs: Pick<Ipvs, 'services' | 'destinations' | 'apply'>) {
    this.#ipvs = ipvs
  }

  /** What of ours is there, by the text of its service, as far as is known. */
  get known(): ReadonlyMap<string, VirtualServer> {
    return this.#known
  }

  /** It is there, and ours from now on. */
  adopt(server: VirtualServer): void {
    this.#known.set(formatServiceId(server.service.id), server)
  }

  /** Makes what is ours equal `target`. Returns what could not be done. */
  converge(target: readonly VirtualServer[]): readonly FailedOperation[] {
    for (let reading = 0; ; reading++) {
      const failed = this.#carryOut(this.#plan(target), target)
      if (reading === readings || !failed.some(isSurprise)) return failed
      this.#known = runWhole(this.#read(target))
    }
  }

  /**
   * What somebody else has made differ from the target; not what the kernel has refused before.
   * Between slices the target may change: what we changed ourselves since the beginning is known
   * better than it was read.
   */
  *look(target: () => readonly VirtualServer[]): SlicedWork<readonly Operation[]> {
    const before = new Map(this.#known)
    const found = yield* this.#read(target())
    const open = new Set(this.#plan(target()).map((operation) => JSON.stringify(operation)))
    for (const name of new Set([...before.keys(), ...found.keys()])) {
      if (this.#known.get(name) !== before.get(name)) continue
      const there = found.get(name)
      if (there === undefined) this.#known.delete(name)
      else this.#known.set(name, there)
    }
    return this.#plan(target()).filter((operation) => !open.has(JSON.stringify(operation)))
  }

  #plan(target: readonly VirtualServer[]): readonly Operation[] {
    return plan([...this.#known.values()], target, { isOurs: () => true })
  }

  *#read(target: readonly VirtualServer[]): SlicedWork<Map<string, VirtualServer>> {
    const wanted = new Set(target.map(({ service }) => formatServiceId(service.id)))
    const isOurs = (name: string): boolean => wanted.has(name) || this.#known.has(name)
    const found = yield* readTableInSlices(this.#ipvs, (id) => isOurs(formatServiceId(id)))
    return new Map(found.map((server) => [formatServiceId(server.service.id), server]))
  }

  #carryOut(
    operations: readonly Operation[],
    target: readonly VirtualServer[],
  ): readonly FailedOperation[] {
    if (operations.length === 0) return []
    const outcomes = this.#ipvs.apply(operations)
    this.#note(operations, outcomes, target)
    const failed = operations.flatMap((operation, index): readonly FailedOperation[] => {
      const outcome = outcomes[index]
      return outcome?.ok === false ? [{ operation, error: outcome.error }] : []
    })
    return withoutConsequences(failed)
  }

  /** What is as desired is known by the very object, which the next plan sees at a glance. */
  #note(
    operations: readonly Operation[],
    outcomes: readonly OperationOutcome[],
    target: readonly VirtualServer[],
  ): void {
    const wanted = new Map(target.map((each) => [formatServiceId(each.service.id), each]))
    const done = new Map<string, Operation[]>()
    const incomplete = new Set<string>()
    operations.forEach((operation, index) => {
      const name = formatServiceId(serviceOf(operation))
      const ofService = done.get(name) ?? []
      done.set(name, ofService)
      if (outcomes[index]?.ok === true) ofService.push(operation)
      else incomplete.add(name)
    })
    for (const [name, ofService] of done) {
      const before = this.#known.get(name)
      const after = incomplete.has(name)
        ? applyOperations(before === undefined ? [] : [before], ofService)[0]
        : wanted.get(name)
      if (after === undefined) this.#known.delete(name)
      else this.#known.set(name, after)
    }
  }
}

/** The table is not what it was thought to be. */
function isSurprise({ operation, error }: FailedOperation): boolean {
  // Of a service, ENOENT means its scheduler.
  const isOfService = operation.type === 'addService' || operation.type === 'editService'
  if (error.errno === 'ENOENT') return !isOfService
  return ['EEXIST', 'ESRCH', 'ENOBUFS'].includes(error.errno)
}

/** Where a service could not be added, its destinations could not either. */
function withoutConsequences(failed: readonly FailedOperation[]): readonly FailedOperation[] {
  const missing = new Set(
    failed.flatMap(({ operation }) =>
      operation.type === 'addService' ? [formatServiceId(operation.service.id)] : [],
    ),
  )
  if (missing.size === 0) return failed
  return failed.filter(
    ({ operation }) =>
      operation.type !== 'addDestination' || !missing.has(formatServiceId(operation.id)),
  )
}

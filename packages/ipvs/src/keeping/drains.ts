import { formatDestinationId } from '../model/destination.js'
import type { Destination } from '../model/destination.js'
import { formatServiceId } from '../model/service.js'
import type { Service } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'

/** A destination that nobody wants any more and that may keep its connections for a while. */
export interface Drain {
  readonly service: Service
  /** With weight 0. */
  readonly destination: Destination
  readonly deadlineMs: number
}

/** What is being drained. */
export class Drains {
  readonly #byService = new Map<string, Map<string, Drain>>()

  get isEmpty(): boolean {
    return this.#byService.size === 0
  }

  all(): readonly Drain[] {
    return [...this.#byService.values()].flatMap((drains) => [...drains.values()])
  }

  has(service: string, destination: string): boolean {
    return this.#byService.get(service)?.has(destination) ?? false
  }

  /** An owner wants `after` in the place of `before`: draining begins and is called off. */
  change(before: VirtualServer | undefined, after: VirtualServer | undefined, now: number): void {
    const service = after?.service ?? before?.service
    if (service === undefined || before?.destinations === after?.destinations) return
    const name = formatServiceId(service.id)
    const drains = this.#byService.get(name) ?? new Map<string, Drain>()
    const drainMs = (after ?? before)?.drainMs ?? 0
    if (drainMs > 0) {
      for (const each of before?.destinations ?? []) {
        const drain = { service, destination: { ...each, weight: 0 }, deadlineMs: now + drainMs }
        drains.set(formatDestinationId(each), drain)
      }
    }
    for (const each of after?.destinations ?? []) drains.delete(formatDestinationId(each))
    this.#keep(name, drains)
  }

  /** What has to be there for `server` to be held while some of it is drained. */
  with(server: VirtualServer): VirtualServer {
    const drains = this.#byService.get(formatServiceId(server.service.id))
    if (drains === undefined) return server
    const leaving = [...drains.values()].map(({ destination }) => destination)
    return { ...server, destinations: [...server.destinations, ...leaving] }
  }

  /** Services that are there for the sake of what is drained alone. */
  orphans(isHeld: (service: string) => boolean): readonly VirtualServer[] {
    return [...this.#byService].flatMap(([name, drains]): readonly VirtualServer[] => {
      const [first] = drains.values()
      if (first === undefined || isHeld(name)) return []
      return [this.with({ service: first.service, destinations: [] })]
    })
  }

  finish({ service, destination }: Drain): void {
    const name = formatServiceId(service.id)
    const drains = this.#byService.get(name)
    drains?.delete(formatDestinationId(destination))
    if (drains !== undefined) this.#keep(name, drains)
  }

  clear(): void {
    this.#byService.clear()
  }

  #keep(name: string, drains: Map<string, Drain>): void {
    if (drains.size === 0) this.#byService.delete(name)
    else this.#byService.set(name, drains)
  }
}

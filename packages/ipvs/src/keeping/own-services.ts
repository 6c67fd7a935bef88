import type { Journal, JournalEntry } from '@holdfast/linux'
import { formatServiceId, parseServiceId } from '../model/service.js'

/**
 * Which services are in the kernel because of us, by their text: those of this run and those that
 * runs which died have left. The journal knows both.
 */
export class OwnServices {
  readonly #journal: Journal
  readonly #written = new Set<string>()
  /** Undefined until the journal was read. */
  #leftovers: Set<string> | undefined

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** Reads what crashed runs have left; false when that was done before. */
  open(): boolean {
    if (this.#leftovers !== undefined) return false
    const services = this.#journal.leftovers().flatMap((entry) => {
      const id = entry.kind === 'virtualService' ? parseServiceId(entry.service) : undefined
      return id === undefined ? [] : [formatServiceId(id)]
    })
    this.#leftovers = new Set(services)
    return true
  }

  has(service: string): boolean {
    return this.#written.has(service) || this.#leftovers?.has(service) === true
  }

  isClaimedByOther(service: string): boolean {
    return this.#journal.isClaimedByOther(entryOf(service))
  }

  /** To be called before they are added to the kernel. */
  write(services: readonly string[]): void {
    const added = services.filter((service) => !this.#written.has(service))
    for (const service of added) this.#written.add(service)
    for (const service of services) this.#leftovers?.delete(service)
    if (added.length > 0) this.#journal.add(added.map(entryOf))
  }

  /** To be called after services were deleted: keeps those that `isThere`. */
  clear(isThere: (service: string) => boolean): void {
    const gone = [...this.#written].filter((service) => !isThere(service))
    for (const service of gone) this.#written.delete(service)
    if (gone.length > 0) this.#journal.remove(gone.map(entryOf))
  }

  /** What of the crashed runs nobody has adopted, here or in another process that lives. */
  takeLeftovers(): readonly string[] {
    const rest = [...(this.#leftovers ?? [])]
    this.#leftovers?.clear()
    for (const service of rest) this.#written.add(service)
    const claimed = new Set(rest.filter((service) => this.isClaimedByOther(service)))
    this.clear((service) => !claimed.has(service))
    return rest.filter((service) => !claimed.has(service))
  }
}

function entryOf(service: string): JournalEntry {
  return { kind: 'virtualService', service }
}

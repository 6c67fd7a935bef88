import type { Machine } from './lan.js'

/** Shorter than this it was on the way to what follows. */
const passingMs = 1000
const pollMs = 50

interface Seen {
  readonly state: string
  readonly sinceMs: number
}

/**
 * What the services of a kernel looked like, one after the other; those of marks are left out, since
 * the file that is read lacks them where a page of it ends.
 */
export class TableWatch implements Disposable {
  readonly #machine: Machine
  readonly #seen = new Map<string, Seen[]>()
  readonly #timer: NodeJS.Timeout
  #changedAtMs = performance.now()

  constructor(machine: Machine) {
    this.#machine = machine
    this.#timer = setInterval(() => this.#look(), pollMs)
  }

  /** When something has changed last. */
  get changedAtMs(): number {
    return this.#changedAtMs
  }

  get services(): readonly string[] {
    return [...this.#seen.keys()].sort()
  }

  /** What a service looks like now. */
  stateOf(service: string): string | undefined {
    return this.#seen.get(service)?.at(-1)?.state
  }

  /** What a service looked like for more than a moment, in this order. */
  sequenceOf(service: string): readonly string[] {
    const seen = this.#seen.get(service) ?? []
    const lasting = seen.filter(({ sinceMs }, index) => {
      const next = seen[index + 1]
      return next === undefined || next.sinceMs - sinceMs >= passingMs
    })
    return lasting
      .map(({ state }) => state)
      .filter((state, index, states) => state !== states[index - 1])
  }

  /** Whether everything that was there is gone. */
  get isEmpty(): boolean {
    return this.services.every((service) => this.stateOf(service) === 'gone')
  }

  /** What was before now is no part of any sequence. */
  forget(): void {
    for (const seen of this.#seen.values()) seen.splice(0, seen.length - 1)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    const table = statesIn(this.#machine.procNet('ip_vs'))
    for (const service of new Set([...table.keys(), ...this.#seen.keys()])) {
      const state = table.get(service) ?? 'gone'
      const seen = this.#seen.get(service) ?? []
      this.#seen.set(service, seen)
      if (seen.at(-1)?.state === state) continue
      seen.push({ state, sinceMs: now })
      this.#changedAtMs = now
    }
  }
}

/**
 * By the service, what else its lines say: `TCP C0A81FC8:0050` is
 * `rr persistent 60 FFFFFFFF: C0A81F82:0050 Route 1`.
 */
function statesIn(text: string): ReadonlyMap<string, string> {
  const services = new Map<string, { readonly how: string; readonly servers: string[] }>()
  let servers: string[] = []
  for (const line of text.split('\n').slice(3)) {
    const words = line.trim().split(/\s+/)
    if (words[0] === '->') servers.push(words.slice(1, 4).join(' '))
    else if (words.length > 1) {
      servers = []
      if (words[0] === 'FWM') continue
      services.set(words.slice(0, 2).join(' '), { how: words.slice(2).join(' '), servers })
    }
  }
  return new Map(
    [...services].map(([name, { how, servers }]) => [name, `${how}: ${servers.sort().join(', ')}`]),
  )
}

import type { Addresses, AddressFailure, DesiredAddress, HoldOutcome } from '../addresses.js'
import type { Cancel, Clock } from '../clock.js'
import type { IpAddress } from '../ip-address.js'

export interface MemoryAddressesOptions {
  /**
   * Makes every `hold` take effect and answer this much later, in milliseconds. Without it, both
   * happen before `hold` returns.
   */
  readonly delay?: { readonly clock: Clock; readonly ms: number }
}

export interface AddressChange {
  readonly type: 'added' | 'removed'
  readonly address: DesiredAddress
}

interface Failing {
  readonly code: string
  timesLeft: number
}

/** Virtual addresses in a kernel that a test can look into and can make fail. */
export class MemoryAddresses implements Addresses {
  readonly #delay: MemoryAddressesOptions['delay']
  /** What each owner holds. */
  readonly #owners = new Map<string, readonly DesiredAddress[]>()
  readonly #pending = new Map<string, Cancel>()
  readonly #failing = new Map<IpAddress, Failing>()
  readonly #listeners = new Set<(change: AddressChange) => void>()
  #held = new Map<string, DesiredAddress>()

  constructor(options: MemoryAddressesOptions = {}) {
    this.#delay = options.delay
  }

  hold(
    owner: string,
    desired: readonly DesiredAddress[],
    done: (outcome: HoldOutcome) => void,
  ): void {
    this.#pending.get(owner)?.()
    this.#pending.delete(owner)
    if (this.#delay === undefined) {
      done(this.#apply(owner, desired))
      return
    }
    const { clock, ms } = this.#delay
    const cancel = clock.schedule(clock.now() + ms, () => {
      this.#pending.delete(owner)
      done(this.#apply(owner, desired))
    })
    this.#pending.set(owner, cancel)
  }

  releaseNow(): void {
    for (const cancel of this.#pending.values()) cancel()
    this.#pending.clear()
    this.#owners.clear()
    this.#update()
  }

  /** What clients find, in the order in which it was added; what two owners hold is there once. */
  held(): readonly DesiredAddress[] {
    return [...this.#held.values()]
  }

  /** Whether clients find this address on any interface. */
  has(address: IpAddress): boolean {
    return this.held().some((held) => held.address === address)
  }

  /**
   * Makes the next `times` attempts to hold `address` fail with `code`; `Infinity` is for ever and
   * 0 ends it. An address that is already there stays there when it fails.
   */
  fail(address: IpAddress, code: string, times = 1): void {
    this.#failing.set(address, { code, timesLeft: times })
  }

  /** Tells of every address that appears or disappears, until the returned function is called. */
  onChange(listener: (change: AddressChange) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  #apply(owner: string, desired: readonly DesiredAddress[]): HoldOutcome {
    const failures: AddressFailure[] = []
    const before = this.#owners.get(owner) ?? []
    const after = desired.filter((wanted) => {
      const failure = this.#attempt(wanted.address)
      if (failure === undefined) return true
      failures.push(failure)
      return before.some((held) => keyOf(held) === keyOf(wanted))
    })
    this.#owners.set(owner, after)
    this.#update()
    return failures.length === 0 ? { ok: true } : { ok: false, failures }
  }

  #attempt(address: IpAddress): AddressFailure | undefined {
    const failing = this.#failing.get(address)
    if (failing === undefined || failing.timesLeft <= 0) return undefined
    failing.timesLeft -= 1
    const { code } = failing
    return { address, code, message: `${address} cannot be held: ${code}` }
  }

  /** Makes what is held the union of what the owners hold, and tells the difference. */
  #update(): void {
    const before = this.#held
    const wanted = new Map([...this.#owners.values()].flat().map((each) => [keyOf(each), each]))
    const kept = [...before].filter(([key]) => wanted.has(key))
    this.#held = new Map([...kept, ...wanted])
    for (const [key, address] of before) {
      if (!wanted.has(key)) this.#tell({ type: 'removed', address })
    }
    for (const [key, address] of wanted) {
      if (!before.has(key)) this.#tell({ type: 'added', address })
    }
  }

  #tell(change: AddressChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}

function keyOf({ interface: name, address, prefixLength }: DesiredAddress): string {
  return `${name} ${address}/${prefixLength}`
}

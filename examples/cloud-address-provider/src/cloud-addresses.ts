import type {
  Addresses,
  AddressFailure,
  DesiredAddress,
  HoldOutcome,
  IpAddress,
} from '@holdfast/core'

/** Longer than the API usually takes, shorter than a client would wait. */
const TIMEOUT_MS = 1000

interface Wish {
  readonly addresses: readonly IpAddress[]
  readonly done: (outcome: HoldOutcome) => void
}

/**
 * Holds addresses by attaching them to this node at a cloud's API. Requests go one after the other:
 * a late answer to an old one must not undo a newer one. While one is under way, only the newest
 * wish of each owner is remembered.
 */
export class CloudAddresses implements Addresses {
  readonly #url: string
  readonly #node: string
  readonly #wishes = new Map<string, Wish>()
  readonly #held = new Map<string, readonly IpAddress[]>()
  #isBusy = false

  constructor(url: string, node: string) {
    this.#url = url
    this.#node = node
  }

  hold(
    owner: string,
    desired: readonly DesiredAddress[],
    done: (outcome: HoldOutcome) => void,
  ): void {
    this.#wishes.set(owner, { addresses: desired.map(({ address }) => address), done })
    if (!this.#isBusy) void this.#work()
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    for (const [owner, wish] of this.#wishes) {
      this.#wishes.delete(owner)
      const failures = await this.#apply(owner, wish.addresses)
      // What was replaced meanwhile needs no answer: the newer wish is next.
      if (this.#wishes.has(owner)) continue
      wish.done(failures.length === 0 ? { ok: true } : { ok: false, failures })
    }
    this.#isBusy = false
  }

  async #apply(owner: string, wanted: readonly IpAddress[]): Promise<readonly AddressFailure[]> {
    const failures: AddressFailure[] = []
    const attempt = async (method: string, address: IpAddress): Promise<void> => {
      const failure = await this.#request(method, address)
      if (failure !== undefined) failures.push(failure)
    }
    for (const address of this.#held.get(owner) ?? []) {
      if (!wanted.includes(address)) await attempt('DELETE', address)
    }
    // Also what is held already: being asked again means that another node may have taken it.
    for (const address of wanted) await attempt('PUT', address)
    this.#held.set(owner, wanted)
    return failures
  }

  async #request(method: string, address: IpAddress): Promise<AddressFailure | undefined> {
    const url = `${this.#url}/addresses/${address}?node=${this.#node}`
    try {
      const { ok, status } = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS) })
      // 409: it is attached to another node by now, so there is nothing left to release. A release
      // that fails otherwise does no lasting harm either: the next master's PUT takes the address.
      if (ok || (method === 'DELETE' && status === 409)) return undefined
      return { address, code: `HTTP ${status}`, message: `the cloud refused ${method}` }
    } catch (error) {
      return { address, code: 'ECLOUD', message: String(error) }
    }
  }
}

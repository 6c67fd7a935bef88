import type { Journal } from '../journal/journal.js'
import type { JournalEntry } from '../journal/entry.js'
import type { AddressInfo } from '../rtnetlink/rtnetlink.js'
import { ownershipMark } from '../keeping/ownership-mark.js'
import { addressRequest } from './address-request.js'
import type { Holding } from './holding.js'
import type { KernelView } from './kernel-view.js'

type AddressEntry = JournalEntry & { readonly kind: 'address' }

/** What the journal says of a held address. */
export function addressEntry(holding: Holding, leaseSeconds: number | undefined): AddressEntry {
  const { desired, interfaceIndex } = holding
  const { address, prefixLength, peer } = desired
  return {
    kind: 'address',
    interfaceIndex,
    address,
    prefixLength,
    ...(peer === undefined ? {} : { peer }),
    leased: leaseSeconds !== undefined,
  }
}

/** Addresses that runs which died left in the kernel. */
export class Leftovers {
  readonly #journal: Journal
  #entries: readonly AddressEntry[]

  /** Forgets what is not there any more: a lease ran out, or somebody else removed it. */
  constructor(journal: Journal, view: Pick<KernelView, 'at'>) {
    this.#journal = journal
    const entries = journal.leftovers().filter((entry) => entry.kind === 'address')
    this.#entries = entries.filter((entry) => isThere(entry, view))
    const gone = entries.filter((entry) => !isThere(entry, view))
    if (gone.length > 0) journal.remove(gone)
  }

  /**
   * Whether the address is ours to adopt: the journal says so, or it bears our mark and no living
   * process says that it is its own.
   */
  has(info: AddressInfo): boolean {
    if (this.#entries.some((entry) => isAbout(entry, info))) return true
    if (info.protocol !== ownershipMark) return false
    const { interfaceIndex, address, prefixLength } = info
    const leased = info.validLifetime !== undefined
    const claim = { kind: 'address', interfaceIndex, address, prefixLength, leased } as const
    return !this.#journal.isClaimedByOther(claim)
  }

  /** They are held now, or removed. */
  forget(entries: readonly JournalEntry[]): void {
    this.#entries = this.#entries.filter((entry) =>
      entries.every(
        (other) =>
          other.kind !== 'address' ||
          other.interfaceIndex !== entry.interfaceIndex ||
          other.address !== entry.address,
      ),
    )
  }

  /** What nobody has adopted. */
  rest(): readonly AddressEntry[] {
    return this.#entries
  }
}

/** The address of an entry, as it is deleted. */
export function entryAddress(entry: AddressEntry): AddressInfo {
  const { interfaceIndex, address, prefixLength, peer } = entry
  const rest = peer === undefined ? {} : { peer }
  const desired = { interface: '', address, prefixLength, accept: true, ...rest }
  return addressRequest(desired, interfaceIndex, undefined)
}

function isThere(entry: AddressEntry, view: Pick<KernelView, 'at'>): boolean {
  const info = view.at(entry.interfaceIndex, entry.address)
  return info !== undefined && isAbout(entry, info)
}

/** Somebody may have put the same address there after our lease ran out: then it has no lease. */
function isAbout(entry: AddressEntry, info: AddressInfo): boolean {
  if (entry.interfaceIndex !== info.interfaceIndex || entry.address !== info.address) return false
  if (entry.prefixLength !== info.prefixLength || entry.peer !== info.peer) return false
  if (info.protocol !== undefined && info.protocol !== ownershipMark) return false
  return !entry.leased || info.validLifetime !== undefined
}

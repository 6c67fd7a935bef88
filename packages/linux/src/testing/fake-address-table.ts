import { ipFamily, ipToBytes, isLinkLocal } from '@holdfast/core'
import type { Cancel, Clock, IpAddress } from '@holdfast/core'
import {
  IFA_F_DEPRECATED,
  IFA_F_NODAD,
  IFA_F_PERMANENT,
  IFA_F_SECONDARY,
  IFA_F_TENTATIVE,
  RT_SCOPE_LINK,
} from '../rtnetlink/flags.js'
import type { AddressInfo, KernelEvent } from '../rtnetlink/rtnetlink.js'

/** How long duplicate address detection takes: one probe, one second (RFC 4862 5.1). */
const detectionMs = 1000

export interface FakeAddressOptions {
  readonly clock: Clock
  readonly emit: (event: KernelEvent) => void
  /** net.ipv4.conf.*.promote_secondaries */
  readonly promotesSecondaries: () => boolean
  /** Undefined where there is no such interface. */
  readonly nameOf: (interfaceIndex: number) => string | undefined
  /** An address was removed; routes that prefer it as their source go too. */
  readonly onRemoved: (address: IpAddress) => void
}

interface Entry {
  /** Without flags and lifetimes, which have their own fields. */
  readonly info: AddressInfo
  flags: number
  validUntilMs: number
  preferredUntilMs: number
  tentativeUntilMs: number
  cancel: Cancel
}

/** The addresses of all interfaces, in the kernel's order, with its rules for both families. */
export class FakeAddressTable {
  /** Per family, since the kernel has a list for each. */
  #entries: { readonly 4: Entry[]; readonly 6: Entry[] } = { 4: [], 6: [] }
  readonly #options: FakeAddressOptions

  constructor(options: FakeAddressOptions) {
    this.#options = options
  }

  list(): readonly AddressInfo[] {
    return [4 as const, 6 as const].flatMap((family) =>
      [...this.#entries[family]]
        .sort((a, b) => a.info.interfaceIndex - b.info.interfaceIndex)
        .map((entry) => this.#describe(entry)),
    )
  }

  has(address: IpAddress): boolean {
    return this.#entries[ipFamily(address)].some((entry) => entry.info.address === address)
  }

  /** RTM_NEWADDR; returns the errno of a refusal. */
  add(wanted: AddressInfo, mayReplace: boolean): string | undefined {
    const { validLifetime = Infinity, preferredLifetime = validLifetime } = wanted
    if (validLifetime === 0 || preferredLifetime > validLifetime) return 'EINVAL'
    const interfaceName = this.#options.nameOf(wanted.interfaceIndex)
    if (interfaceName === undefined) return 'ENODEV'
    const present = this.#entries[ipFamily(wanted.address)].find((entry) => isSame(entry, wanted))
    if (present !== undefined && !mayReplace) return 'EEXIST'
    const entry = present ?? this.#newEntry(wanted, interfaceName)
    const now = this.#options.clock.now()
    entry.validUntilMs = now + validLifetime * 1000
    entry.preferredUntilMs = now + preferredLifetime * 1000
    if (present !== undefined) entry.flags = renewedFlags(entry, wanted)
    setFlag(entry, IFA_F_PERMANENT, validLifetime === Infinity)
    setFlag(entry, IFA_F_DEPRECATED, preferredLifetime === 0)
    if (present === undefined) this.#insert(entry)
    this.#arm(entry)
    this.#options.emit({ type: 'address', address: this.#describe(entry) })
    return undefined
  }

  /** RTM_DELADDR. */
  remove(unwanted: AddressInfo): string | undefined {
    if (this.#options.nameOf(unwanted.interfaceIndex) === undefined) return 'ENODEV'
    const list = this.#entries[ipFamily(unwanted.address)]
    const entry = list.find((each) => isSame(each, unwanted))
    if (entry?.info.prefixLength !== unwanted.prefixLength) return 'EADDRNOTAVAIL'
    this.#remove(entry)
    return undefined
  }

  /** Removes the addresses of an interface: of one family, or all of them. */
  flush(interfaceIndex: number, family?: 4 | 6): void {
    for (const each of [4 as const, 6 as const]) {
      if (family !== undefined && family !== each) continue
      for (const entry of [...this.#entries[each]]) {
        if (entry.info.interfaceIndex === interfaceIndex) this.#remove(entry, false)
      }
    }
  }

  /** Sets flags such as IFA_F_DADFAILED as the kernel itself would; nothing for an unknown one. */
  setFlags(interfaceIndex: number, address: IpAddress, flags: number): void {
    for (const entry of this.#entries[ipFamily(address)]) {
      if (entry.info.interfaceIndex !== interfaceIndex || entry.info.address !== address) continue
      entry.flags = flags
      entry.tentativeUntilMs = Infinity
      this.#options.emit({ type: 'address', address: this.#describe(entry) })
    }
  }

  #newEntry(wanted: AddressInfo, interfaceName: string): Entry {
    const { flags = 0 } = wanted
    const isV6 = ipFamily(wanted.address) === 6
    const isDetected = isV6 && (flags & IFA_F_NODAD) === 0
    return {
      info: {
        interfaceIndex: wanted.interfaceIndex,
        address: wanted.address,
        prefixLength: wanted.prefixLength,
        ...(wanted.peer === undefined ? {} : { peer: wanted.peer }),
        ...(wanted.broadcast === undefined ? {} : { broadcast: wanted.broadcast }),
        ...(wanted.protocol === undefined ? {} : { protocol: wanted.protocol }),
        scope: isV6 ? (isLinkLocal(wanted.address) ? RT_SCOPE_LINK : 0) : (wanted.scope ?? 0),
        ...(isV6 ? {} : { label: wanted.label ?? interfaceName }),
      },
      flags: isDetected ? flags | IFA_F_TENTATIVE : flags & ~IFA_F_TENTATIVE,
      validUntilMs: Infinity,
      preferredUntilMs: Infinity,
      tentativeUntilMs: isDetected ? this.#options.clock.now() + detectionMs : Infinity,
      cancel: () => undefined,
    }
  }

  #insert(entry: Entry): void {
    const list = this.#entries[ipFamily(entry.info.address)]
    const isV6 = list === this.#entries[6]
    if (!isV6 && list.some((other) => isInNetworkOf(entry, other))) {
      entry.flags |= IFA_F_SECONDARY
    }
    const at = isV6 ? placeOfIpv6(list, entry) : placeOfIpv4(list, entry)
    list.splice(at, 0, entry)
  }

  #remove(entry: Entry, withSecondaries = true): void {
    const list = this.#entries[ipFamily(entry.info.address)]
    const at = list.indexOf(entry)
    if (at < 0) return
    list.splice(at, 1)
    entry.cancel()
    const isPrimary = list === this.#entries[4] && (entry.flags & IFA_F_SECONDARY) === 0
    const secondaries =
      isPrimary && withSecondaries ? list.filter((other) => isInNetworkOf(other, entry)) : []
    const promoted = this.#options.promotesSecondaries() ? secondaries[0] : undefined
    if (promoted === undefined) for (const secondary of secondaries) this.#remove(secondary)
    this.#options.emit({ type: 'addressGone', address: this.#describe(entry) })
    if (!this.has(entry.info.address)) this.#options.onRemoved(entry.info.address)
    if (promoted === undefined) return
    promoted.flags &= ~IFA_F_SECONDARY
    list.splice(list.indexOf(promoted), 1)
    list.splice(placeOfIpv4(list, promoted), 0, promoted)
    this.#options.emit({ type: 'address', address: this.#describe(promoted) })
  }

  /** One timer per address, at whatever becomes of it next. */
  #arm(entry: Entry): void {
    entry.cancel()
    const isDeprecated = (entry.flags & IFA_F_DEPRECATED) !== 0
    const deadline = Math.min(
      entry.validUntilMs,
      isDeprecated ? Infinity : entry.preferredUntilMs,
      entry.tentativeUntilMs,
    )
    if (deadline === Infinity) return
    entry.cancel = this.#options.clock.schedule(deadline, () => this.#expire(entry))
  }

  #expire(entry: Entry): void {
    const now = this.#options.clock.now()
    if (entry.validUntilMs <= now) return this.#remove(entry)
    if (entry.tentativeUntilMs <= now) {
      entry.tentativeUntilMs = Infinity
      setFlag(entry, IFA_F_TENTATIVE, false)
    }
    setFlag(entry, IFA_F_DEPRECATED, entry.preferredUntilMs <= now)
    this.#arm(entry)
    this.#options.emit({ type: 'address', address: this.#describe(entry) })
  }

  #describe({ info, flags, validUntilMs, preferredUntilMs }: Entry): AddressInfo {
    const valid = this.#secondsUntil(validUntilMs)
    const preferred = this.#secondsUntil(preferredUntilMs)
    return {
      ...info,
      flags,
      ...(valid === Infinity ? {} : { validLifetime: valid }),
      ...(preferred === Infinity ? {} : { preferredLifetime: preferred }),
    }
  }

  #secondsUntil(deadlineMs: number): number {
    return Math.max(0, Math.ceil((deadlineMs - this.#options.clock.now()) / 1000))
  }
}

/** The kernel's notion of the same address: with the prefix for IPv4, without it for IPv6. */
function isSame({ info }: Entry, other: AddressInfo): boolean {
  if (info.interfaceIndex !== other.interfaceIndex || info.address !== other.address) return false
  if (ipFamily(info.address) === 6) return true
  return info.prefixLength === other.prefixLength && info.peer === other.peer
}

/** What a renewal may change of the flags: of an IPv4 address none. */
function renewedFlags(entry: Entry, wanted: AddressInfo): number {
  if (ipFamily(entry.info.address) === 4) return entry.flags
  return (wanted.flags ?? 0) | (entry.flags & IFA_F_TENTATIVE)
}

function setFlag(entry: Entry, flag: number, isSet: boolean): void {
  entry.flags = isSet ? entry.flags | flag : entry.flags & ~flag
}

/** Secondaries come last; a primary comes after the primaries of its scope or a narrower one. */
function placeOfIpv4(list: readonly Entry[], entry: Entry): number {
  if ((entry.flags & IFA_F_SECONDARY) !== 0) return list.length
  const after = list.findLastIndex(
    (other) =>
      other.info.interfaceIndex === entry.info.interfaceIndex &&
      (other.flags & IFA_F_SECONDARY) === 0 &&
      (other.info.scope ?? 0) >= (entry.info.scope ?? 0),
  )
  if (after >= 0) return after + 1
  const first = list.findIndex((other) => other.info.interfaceIndex === entry.info.interfaceIndex)
  return first < 0 ? list.length : first
}

/** The newest comes first, global before link-local. */
function placeOfIpv6(list: readonly Entry[], entry: Entry): number {
  const at = list.findIndex(
    (other) =>
      other.info.interfaceIndex === entry.info.interfaceIndex &&
      (other.info.scope ?? 0) >= (entry.info.scope ?? 0),
  )
  return at < 0 ? list.length : at
}

/** Whether `entry` lies in the network of the primary address `other`, on the same interface. */
function isInNetworkOf(entry: Entry, other: Entry): boolean {
  const { info } = other
  return (
    info.interfaceIndex === entry.info.interfaceIndex &&
    info.prefixLength === entry.info.prefixLength &&
    isSameNetwork(info.peer ?? info.address, entry.info.peer ?? entry.info.address, info)
  )
}

function isSameNetwork(a: IpAddress, b: IpAddress, { prefixLength }: AddressInfo): boolean {
  const others = ipToBytes(b)
  return ipToBytes(a).every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - index * 8))
    return ((byte ^ (others[index] ?? 0)) & (0xff00 >> bits) & 0xff) === 0
  })
}

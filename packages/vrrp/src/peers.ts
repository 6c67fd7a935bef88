import type { IpAddress } from '@holdfast/core'
import type { ChecksumForm, ReceivedAdvertisement } from './wire/advertisement.js'

/** Another router of the same virtual router, as last heard. */
export interface PeerView {
  readonly address: IpAddress
  readonly priority: number
  readonly advertIntMs: number
  /** Which IPv4 VRRPv3 checksum it computes (rule 18). */
  readonly checksum: ChecksumForm
  readonly addresses: readonly IpAddress[]
  /** Monotonic milliseconds. */
  readonly heardAt: number
  readonly adverts: number
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Strangers may make up addresses, so that the table must not grow with them. */
const PEERS_MAX = 32

/** Who was heard; beside the machine, because nothing is decided by it. */
export class PeerTable {
  readonly #peers = new Map<IpAddress, Mutable<PeerView>>()

  heard(advert: ReceivedAdvertisement, now: number): void {
    const peer = this.#peers.get(advert.source)
    if (peer === undefined) {
      this.#add(advert, now)
      return
    }
    peer.priority = advert.priority
    peer.advertIntMs = advert.advertIntMs
    peer.checksum = advert.checksum
    peer.addresses = advert.addresses
    peer.heardAt = now
    peer.adverts += 1
  }

  get(address: IpAddress): PeerView | undefined {
    return this.#peers.get(address)
  }

  views(): readonly PeerView[] {
    return [...this.#peers.values()].map((peer) => ({ ...peer }))
  }

  #add(advert: ReceivedAdvertisement, now: number): void {
    if (this.#peers.size >= PEERS_MAX) this.#forgetOldest()
    const { source, priority, advertIntMs, checksum, addresses } = advert
    const peer = { address: source, priority, advertIntMs, checksum, addresses, heardAt: now }
    this.#peers.set(source, { ...peer, adverts: 1 })
  }

  #forgetOldest(): void {
    let oldest: PeerView | undefined
    for (const peer of this.#peers.values()) {
      if (oldest === undefined || peer.heardAt < oldest.heardAt) oldest = peer
    }
    if (oldest !== undefined) this.#peers.delete(oldest.address)
  }
}

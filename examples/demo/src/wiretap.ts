import type { TappedPacket } from '@holdfast/core/testing'
import { peekVirtualRouterId, vrrpProtocol } from '@holdfast/vrrp'

/** An advert on the wire. */
export interface HeardAdvert {
  readonly node: string
  readonly virtualRouterId: number
  readonly priority: number
  readonly atMs: number
}

/** Every advert that the hub has seen: what all measurements are taken from. */
export class Wiretap {
  readonly #adverts: HeardAdvert[] = []

  /** Notes a packet if it is an advert. */
  hear({ kind, from, atMs, packet }: TappedPacket): HeardAdvert | undefined {
    if (kind !== 'sent' || packet.kind !== 'ip' || packet.protocol !== vrrpProtocol)
      return undefined
    const virtualRouterId = peekVirtualRouterId(packet.payload)
    const priority = packet.payload[2]
    if (virtualRouterId === undefined || priority === undefined) return undefined
    const advert = { node: from, virtualRouterId, priority, atMs }
    this.#adverts.push(advert)
    return advert
  }

  /** From the last advert of this node to the first that another one sent after it. */
  takeoverFrom(
    node: string,
    virtualRouterId: number,
  ): { readonly node: string; readonly afterMs: number } | undefined {
    const adverts = this.#adverts.filter((advert) => advert.virtualRouterId === virtualRouterId)
    const last = adverts.findLastIndex((advert) => advert.node === node)
    const lastAdvert = adverts[last]
    const next = adverts[last + 1]
    if (lastAdvert === undefined || next === undefined) return undefined
    return { node: next.node, afterMs: next.atMs - lastAdvert.atMs }
  }

  /** Who has spoken as master since then. */
  speakers(sinceMs: number): readonly string[] {
    const recent = this.#adverts.filter(({ atMs, priority }) => atMs >= sinceMs && priority > 0)
    return [...new Set(recent.map(({ node }) => node))]
  }
}

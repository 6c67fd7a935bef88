import { ipFamily } from '@holdfast/core'
import type { Clock, IpAddress, IpDatagram, PacketTransport, SendFailed } from '@holdfast/core'
import { advertOffset, peekVirtualRouterId } from '@holdfast/vrrp'
import type { RejectedEvent, VrrpInstance } from '@holdfast/vrrp'

/** An advert that was sent or heard a moment ago. */
export interface RecentAdvert {
  /** Monotonic milliseconds. */
  readonly at: number
  readonly source: IpAddress
  readonly destination: IpAddress
  readonly isSent: boolean
  /** 0: the sender resigns. */
  readonly priority: number
  /** Why it was not believed. */
  readonly rejected: string | undefined
  /** Why it did not leave. */
  readonly failed: string | undefined
}

/** Of each virtual router. */
const advertsMax = 40
/** Strangers may make up VRIDs. */
const routersMax = 1024

type Ring = RecentAdvert[]

/**
 * The last adverts of each virtual router on the wire, whoever sent them. It reads three octets of a
 * packet that passes by, so that the way of an advert is as short as before.
 */
export class AdvertLog {
  readonly #rings = new Map<string, Ring>()

  /** The same transport, whose adverts are noted. */
  tap(transport: PacketTransport, clock: Clock): PacketTransport {
    let unsubscribe: (() => void) | undefined
    const listen = (): void => {
      unsubscribe ??= transport.subscribe((packet) => {
        if (packet.kind === 'ip') this.#note(packet, false, clock.now())
      })
    }
    return {
      behind: transport,
      open: (interfaces, groups) => transport.open(interfaces, groups),
      subscribe: (onPacket) => {
        // Before anybody who may refuse an advert: it is noted by then.
        listen()
        return transport.subscribe(onPacket)
      },
      send: (packet, failed) => {
        const mark = packet.kind === 'ip' ? this.#note(packet, true, clock.now()) : undefined
        if (mark === undefined) {
          transport.send(packet, failed)
          return
        }
        transport.send(packet, (error) => {
          mark(error)
          failed?.(error)
        })
      },
      ...(transport.rehearse !== undefined && {
        rehearse: (packet) => transport.rehearse?.(packet),
      }),
      ...(transport.drain !== undefined && { drain: () => transport.drain?.() ?? 0 }),
      close: () => {
        unsubscribe?.()
        unsubscribe = undefined
        return transport.close()
      },
    }
  }

  /** Oldest first; also what was heard while an instance does not listen, being in FAULT. */
  of(instance: VrrpInstance): readonly RecentAdvert[] {
    return keysOf(instance)
      .flatMap((key) => this.#rings.get(key) ?? [])
      .sort((one, other) => one.at - other.at)
      .slice(-advertsMax)
  }

  /** To be called in the very turn in which it was heard, before the next packet is. */
  rejected(instance: VrrpInstance, { source, code }: RejectedEvent): void {
    for (const key of keysOf(instance)) {
      const ring = this.#rings.get(key) ?? []
      const index = ring.findLastIndex((advert) => !advert.isSent && advert.source === source)
      const advert = ring[index]
      if (advert !== undefined) ring[index] = { ...advert, rejected: code }
    }
  }

  /** Returns whom to tell if it does not leave. */
  #note(datagram: IpDatagram, isSent: boolean, now: number): SendFailed | undefined {
    const { protocol, payload, source, destination, ageMs = 0 } = datagram
    const offset = advertOffset(protocol)
    if (offset === undefined) return undefined
    const vrid = peekVirtualRouterId(payload, offset)
    const priority = payload[offset + 2]
    if (vrid === undefined || priority === undefined) return undefined
    const key = keyOf(datagram.interface, ipFamily(source), vrid)
    const ring = this.#rings.get(key) ?? this.#add(key)
    if (ring.length >= advertsMax) ring.shift()
    const fates = { rejected: undefined, failed: undefined }
    const advert = { at: now - ageMs, source, destination, isSent, priority, ...fates }
    ring.push(advert)
    return ({ message: failed }) => {
      const index = ring.indexOf(advert)
      if (index >= 0) ring[index] = { ...advert, failed }
    }
  }

  #add(key: string): Ring {
    const ring: Ring = []
    if (this.#rings.size < routersMax) this.#rings.set(key, ring)
    return ring
  }
}

/** With a virtual MAC adverts leave by the one interface and come by the other. */
function keysOf(instance: VrrpInstance): readonly string[] {
  const { parameters } = instance.snapshot()
  const { virtualMac, family, virtualRouterId } = parameters
  const names = new Set([parameters.interface, virtualMac?.name ?? parameters.interface])
  return [...names].map((name) => keyOf(name, family, virtualRouterId))
}

function keyOf(name: string, family: number, vrid: number): string {
  return `${name} ${family} ${vrid}`
}

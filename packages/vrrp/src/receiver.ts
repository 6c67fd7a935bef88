import { ipFamily } from '@holdfast/core'
import type { Clock, IpAddress, IpDatagram, Packet } from '@holdfast/core'
import { announcedAddress } from './announced-address.js'
import type { Demultiplexer } from './demultiplexer.js'
import type { VrrpInput } from './input.js'
import type { Member } from './member.js'
import { advertisesOurAddresses, checksAddresses, chooseRecipient, decodeFor } from './receive.js'
import type { VrrpState } from './state.js'
import type { Teller } from './teller.js'
import type { VirtualMacKeeper } from './virtual-mac-keeper.js'
import { peekVirtualRouterId } from './wire/advertisement.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'
import { advertOffset } from './wire/authentication-header.js'

/** What reception needs of the router around it. */
export interface ReceiverContext {
  readonly clock: Clock
  readonly members: ReadonlySet<Member>
  readonly table: Demultiplexer
  readonly virtualMacs: VirtualMacKeeper
  readonly teller: Teller
  /** `at`: when it happened, in milliseconds of the clock. */
  submit(member: Member, input: VrrpInput, at: number): void
}

/** From a packet to the input of an instance: who it is for, and whether it counts (rules 21-46). */
export class Receiver {
  readonly #context: ReceiverContext
  /** Packets of virtual routers that are not configured here (rule 22). */
  unknownVrids = 0

  constructor(context: ReceiverContext) {
    this.#context = context
  }

  received(packet: Packet): void {
    // Neither waiting nor decoding may push the next takeover back.
    const arrivedAt = this.#context.clock.now() - (packet.ageMs ?? 0)
    const offset = packet.kind === 'ip' ? advertOffset(packet.protocol) : undefined
    if (packet.kind !== 'ip' || offset === undefined) {
      this.#heardAnnouncement(packet, arrivedAt)
      return
    }
    const vrid = peekVirtualRouterId(packet.payload, offset)
    const family = ipFamily(packet.source)
    const candidates = this.#context.table.find(packet.interface, family, vrid ?? 0)
    if (candidates.length === 0) {
      if (!this.#context.virtualMacs.isHeardAbove(packet.interface, vrid ?? 0)) {
        this.unknownVrids += 1
      }
      return
    }
    const member = chooseRecipient(candidates, packet)
    if (member !== undefined) this.#receivedFor(member, packet, arrivedAt)
  }

  /** Who has our addresses, by ARP or Neighbor Discovery: of interest to their master only. */
  #heardAnnouncement(packet: Packet, arrivedAt: number): void {
    const announced = announcedAddress(packet)
    if (announced === undefined) return
    for (const member of this.#context.members) {
      const { parameters, state } = member
      if (state.role.name !== 'MASTER') continue
      const held = parameters.heldAddresses.find(({ address }) => address === announced.address)
      if (held === undefined) continue
      // With a virtual MAC the address is above, and what comes by the wire is heard below.
      const name =
        held.interface === parameters.virtualMac?.name ? parameters.interface : held.interface
      if (name !== packet.interface) continue
      this.#context.submit(member, { type: 'addressAnnounced', ...announced }, arrivedAt)
    }
  }

  #receivedFor(member: Member, datagram: IpDatagram, now: number): void {
    const { state, parameters } = member
    const { name } = state.role
    if (name === 'INIT' || name === 'FAULT') return // rule 24
    if (datagram.source === state.standing.link.sourceAddress) {
      member.counters.ownSource += 1
      this.#context.teller.rejected(member, datagram.source, { code: 'ownSource' })
      return
    }
    const decoded = decodeFor(member, datagram)
    if (!decoded.ok) {
      this.#context.teller.rejected(member, datagram.source, decoded.error)
      return
    }
    const advert = decoded.value
    const differs =
      checksAddresses(parameters, state, advert) && !advertisesOurAddresses(parameters, advert)
    if (differs) member.counters.addressListMismatch += 1
    // RFC 3768 7.1: believed only from the owner. Later documents, and keepalived, just log.
    if (differs && parameters.profile === 'rfc3768' && advert.priority !== 255) {
      this.#context.teller.rejected(member, advert.source, { code: 'addressListError' })
      return
    }
    this.#accept(member, advert, now)
    if (differs) this.#context.teller.addressListDiffers(member, advert)
  }

  #accept(member: Member, advertisement: ReceivedAdvertisement, now: number): void {
    const { counters, state } = member
    counters.advertRcvd += 1
    if (advertisement.priority === 0) counters.priZeroRcvd += 1
    member.lastSender = advertisement.source
    member.peers.heard(advertisement, now)
    this.#context.submit(member, { type: 'advertReceived', advertisement }, now)
    // A valid advert of a new master (rule 45); weaker routers may take turns for ever.
    if (state.role.name === 'BACKUP' && masterOf(member.state) !== masterOf(state)) {
      member.logged.clear()
    }
    this.#context.teller.heard(member, advertisement)
  }
}

/** Whom a backup follows. */
function masterOf({ role }: VrrpState): IpAddress | undefined {
  return role.name === 'BACKUP' ? role.master?.address : undefined
}

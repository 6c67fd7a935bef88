import { ipFamily } from '@holdfast/core'
import type {
  Clock,
  HoldOutcome,
  HostLoop,
  IpAddress,
  IpDatagram,
  MacAddress,
  Packet,
  RoutingOutcome,
} from '@holdfast/core'
import { messageAuthentication } from './authentication.js'
import { cohortStep } from './cohort.js'
import type { CohortEffect } from './cohort.js'
import type { VrrpEffect } from './effect.js'
import type { HostedCohort, Member } from './member.js'
import { Pacer } from './pacer.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpPorts } from './ports.js'
import { encodeAdvertisement, vrrpProtocol, vrrpTos, vrrpTtl } from './wire/advertisement.js'
import { encodeGratuitousArp } from './wire/arp.js'
import { encodeUnsolicitedNeighborAdvertisement } from './wire/ndisc.js'

type EffectOf<Type> = Extract<VrrpEffect, { type: Type }>

/** What became of an effect later on. */
export interface EffectOutcomes {
  held(member: Member, outcome: HoldOutcome): void
  routed(member: Member, outcome: RoutingOutcome): void
  failed(member: Member, effect: 'sendAdvert' | 'announce', error: unknown): void
}

/** Does what the machine asks, through the ports. */
export class EffectRunner {
  readonly #ports: VrrpPorts
  readonly #clock: Clock
  readonly #host: HostLoop
  readonly #outcomes: EffectOutcomes
  readonly #macAddressOf: (interfaceName: string) => MacAddress | undefined
  readonly #pacers = new Map<string, Pacer>()

  constructor(
    ports: VrrpPorts,
    clock: Clock,
    host: HostLoop,
    outcomes: EffectOutcomes,
    macAddressOf: (interfaceName: string) => MacAddress | undefined,
  ) {
    this.#ports = ports
    this.#clock = clock
    this.#host = host
    this.#outcomes = outcomes
    this.#macAddressOf = macAddressOf
  }

  run(member: Member, effect: VrrpEffect): void {
    switch (effect.type) {
      case 'sendAdvert':
        this.#sendAdvert(member, effect)
        return
      case 'holdAddresses':
        this.#hold(member, effect)
        return
      case 'holdRoutes':
        this.#holdRoutes(member, effect)
        return
      case 'announce':
        this.#announce(member, effect)
        return
      case 'dropAnnouncements':
        for (const pacer of this.#pacers.values()) pacer.drop(member)
        return
      case 'askClaim':
        member.listener.claimAsked(effect)
        return
      case 'withdrawClaim':
        member.listener.claimWithdrawn(effect.id)
        return
      case 'note':
      case 'stateChanged':
        return // told as events, after every effect was dispatched
    }
  }

  /** Goes through what a cohort will do at its deadline, and does none of it. */
  rehearse({ parameters, state, members }: HostedCohort, at: number): void {
    for (const { of, effect } of cohortStep(parameters, state, at, { to: 'due' }).effects) {
      const member = of === 'group' ? undefined : members[of]
      if (member !== undefined) this.#rehearse(member, effect)
    }
  }

  #rehearse(member: Member, effect: CohortEffect['effect']): void {
    const { transport, addresses } = this.#ports
    if (effect.type === 'sendAdvert') {
      for (const packet of advertsOf(member, effect)) transport.rehearse?.(packet)
    }
    if (effect.type !== 'holdAddresses') return
    addresses?.rehearse?.(member.name, effect.addresses)
    const announced = effect.addresses.slice(0, 1).map(({ address }) => address)
    for (const packet of this.#announcementsOf(member, announced)) transport.rehearse?.(packet)
  }

  /** One logical advert, however many unicast peers get a copy (rules 88, 128). */
  #sendAdvert(member: Member, effect: EffectOf<'sendAdvert'>): void {
    const { counters, state } = member
    if (state.standing.link.sourceAddress === undefined) return
    counters.advertSent += 1
    if (effect.priority === 0) counters.priZeroSent += 1
    const adverts = advertsOf(member, effect)
    for (const packet of member.authenticator?.seal(adverts) ?? adverts) {
      this.#send(member, 'sendAdvert', packet)
    }
  }

  #hold(member: Member, { addresses }: EffectOf<'holdAddresses'>): void {
    const done = member.addressesRequest.begin((outcome: HoldOutcome) => {
      this.#outcomes.held(member, outcome)
      member.whenHeld?.()
    })
    const port = this.#ports.addresses
    if (port === undefined) {
      done({ ok: true })
      return
    }
    try {
      port.hold(member.name, addresses, done)
    } catch (error) {
      // A port must not throw; one that does has held nothing.
      const message = error instanceof Error ? error.message : String(error)
      const failures = addresses.map(({ address }) => ({ address, code: 'EPORT', message }))
      done({ ok: false, failures })
    }
  }

  #holdRoutes(member: Member, { routing }: EffectOf<'holdRoutes'>): void {
    const done = member.routesRequest.begin((outcome: RoutingOutcome) => {
      this.#outcomes.routed(member, outcome)
      member.whenHeld?.()
    })
    const port = this.#ports.routes
    if (port === undefined) {
      done({ ok: true })
      return
    }
    try {
      port.hold(member.name, routing, done)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const failure = { subject: 'routes and rules', code: 'EPORT', message, isRetried: true }
      done({ ok: false, failures: [failure] })
    }
  }

  #announce(member: Member, effect: EffectOf<'announce'>): void {
    const packets = this.#announcementsOf(member, effect.addresses)
    for (let round = 0; round < effect.repeat; round += 1) {
      for (const packet of packets) this.#paceAnnouncement(member, packet)
    }
  }

  /** One for each address, on its interface; none where that has no MAC address (rule 120). */
  #announcementsOf(member: Member, addresses: readonly IpAddress[]): readonly Packet[] {
    const { parameters, state } = member
    const own = parameters.virtualMac?.name ?? parameters.interface
    return addresses.flatMap((address) => {
      const held = parameters.heldAddresses.find((each) => each.address === address)
      const name = held?.interface ?? own
      const isOwn = name === own
      const mac = isOwn ? state.standing.link.macAddress : this.#macAddressOf(name)
      return mac === undefined ? [] : [announcement(name, address, mac)]
    })
  }

  #paceAnnouncement(member: Member, packet: Packet): void {
    const { announce } = member.parameters
    const isArp = packet.kind === 'ethernet'
    const intervalMs = isArp ? announce.garpIntervalMs : announce.gnaIntervalMs
    const lane = announce.paceGroup === undefined ? packet.interface : `* ${announce.paceGroup}`
    if (intervalMs === 0) this.#sendAnnouncement(member, packet)
    else this.#pacer(`${isArp ? 'arp' : 'na'} ${lane}`).push(member, packet, intervalMs)
  }

  #pacer(key: string): Pacer {
    const known = this.#pacers.get(key)
    if (known !== undefined) return known
    const pacer = new Pacer(this.#clock, this.#host, (owner, packet) => {
      this.#sendAnnouncement(owner as Member, packet)
    })
    this.#pacers.set(key, pacer)
    return pacer
  }

  #sendAnnouncement(member: Member, packet: Packet): void {
    member.counters.announcementsSent += 1
    this.#send(member, 'announce', packet)
  }

  #send(member: Member, effect: 'sendAdvert' | 'announce', packet: Packet): void {
    this.#ports.transport.send(packet, (error) => {
      member.counters.sendFailed += 1
      this.#outcomes.failed(member, effect, error)
    })
  }
}

/** A packet for each destination; none without a source address. */
function advertsOf(member: Member, effect: EffectOf<'sendAdvert'>): readonly IpDatagram[] {
  const { parameters, state } = member
  const { virtualMac, version, virtualRouterId, checksum, unicastPeers, unicastTtl } = parameters
  const authentication = messageAuthentication(parameters.authentication)
  const { priority, advertIntMs = parameters.advertIntMs } = effect
  const source = state.standing.link.sourceAddress
  if (source === undefined) return []
  const name = virtualMac?.carriesAdverts === true ? virtualMac.name : parameters.interface
  const addresses = parameters.virtualAddresses
  const isUnicast = unicastPeers.length > 0
  const advertisement = { version, virtualRouterId, priority, advertIntMs, addresses }
  return destinationsOf(parameters, source).map((destination) => ({
    kind: 'ip',
    interface: name,
    source,
    destination,
    protocol: vrrpProtocol,
    ttl: isUnicast ? unicastTtl : vrrpTtl,
    tos: vrrpTos,
    payload: encodeAdvertisement(advertisement, { source, destination, authentication, checksum }),
  }))
}

function destinationsOf(parameters: VrrpParameters, source: IpAddress): readonly IpAddress[] {
  const { unicastPeers, multicastGroup } = parameters
  if (unicastPeers.length === 0) return [multicastGroup]
  // One configuration for all nodes lists the own address too (rule 131).
  return unicastPeers.filter((peer) => peer !== source)
}

function announcement(name: string, address: IpAddress, macAddress: MacAddress): Packet {
  return ipFamily(address) === 4
    ? { ...encodeGratuitousArp({ address, macAddress }), interface: name }
    : { ...encodeUnsolicitedNeighborAdvertisement({ address, macAddress }), interface: name }
}

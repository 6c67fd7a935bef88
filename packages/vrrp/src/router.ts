import { HostLoop, ipFamily, silentLogger, systemClock, UsageError } from '@holdfast/core'
import type {
  Clock,
  HoldOutcome,
  IpAddress,
  IpDatagram,
  LinkStatus,
  Logger,
  Packet,
  PacketTransport,
} from '@holdfast/core'
import { cohortStep } from './cohort.js'
import type { CohortEffect, CohortInput } from './cohort.js'
import { Demultiplexer } from './demultiplexer.js'
import { refuseDuplicate } from './duplicates.js'
import { EffectRunner } from './effect-runner.js'
import type { VrrpInput } from './input.js'
import { refuseMixedOwners, refuseTakenMembers } from './grouping.js'
import { LinkTable } from './link-table.js'
import { HostedCohort, Member } from './member.js'
import type { GroupListener, MemberListener } from './member.js'
import type { ClaimParameters, VrrpParameters } from './parameters.js'
import type { VrrpPorts } from './ports.js'
import {
  advertisesOurAddresses,
  checksAddresses,
  chooseRecipient,
  expectationsOf,
} from './receive.js'
import { linkView } from './source-address.js'
import type { VrrpState } from './state.js'
import { Teller } from './teller.js'
import { decodeAdvertisement, peekVirtualRouterId, vrrpProtocol } from './wire/advertisement.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'
import { warmUp } from './warm-up.js'

interface Queued {
  readonly cohort: HostedCohort
  readonly input: CohortInput
  /** When what the input tells of happened, where that is known better than by now. */
  readonly at: number | undefined
}

/** Two routers on one transport would each close it under the other. */
const transportsInUse = new WeakSet<PacketTransport>()

/**
 * Drives instances and their sync groups over one transport: decodes, demultiplexes, steps the
 * machines, dispatches their effects, then tells what happened.
 *
 * `new VrrpInstance(config, ports)` makes a router of its own; several instances, and every sync
 * group, share one: `new VrrpInstance(config, router)`.
 */
export class VrrpRouter {
  readonly clock: Clock
  readonly logger: Logger
  readonly #ports: VrrpPorts
  readonly #host: HostLoop
  readonly #effects: EffectRunner
  readonly #links: LinkTable
  readonly #teller: Teller
  readonly #table = new Demultiplexer()
  readonly #members = new Set<Member>()
  readonly #queue: Queued[] = []
  readonly #untold: (() => void)[] = []
  #isRunning = false
  #unsubscribe: (() => void) | undefined
  #unknownVrids = 0

  constructor(ports: VrrpPorts) {
    this.#ports = ports
    this.clock = ports.clock ?? systemClock
    this.logger = ports.logger ?? silentLogger
    const { transport } = ports
    const drain = transport.drain?.bind(transport)
    const loopOptions = drain === undefined ? {} : { drain }
    this.#host = new HostLoop(this.clock, { logger: this.logger, ...loopOptions })
    this.#teller = new Teller(this.clock, this.logger)
    this.#effects = new EffectRunner(ports, this.clock, this.#host, {
      held: (member, outcome) => this.#held(member, outcome),
      failed: (member, effect, error) => {
        this.#tellLater(() => this.#teller.failed(member, effect, error))
      },
    })
    this.#links = new LinkTable(ports.links, (link) => this.#linkChanged(link))
  }

  /** Packets of virtual routers that are not configured here (rule 22). */
  get unknownVrids(): number {
    return this.#unknownVrids
  }

  get members(): readonly Member[] {
    return [...this.#members]
  }

  /** @throws ConfigError when the name or the virtual router is taken (rules 146, 147). */
  add(parameters: VrrpParameters, listener: MemberListener): Member {
    const { interface: name, family, virtualRouterId } = parameters
    const rivals = this.#table.find(name, family, virtualRouterId)
    refuseDuplicate(parameters, this.members, rivals)
    const run = (cohort: HostedCohort, input: CohortInput): void => this.#submit(cohort, input)
    const member = new Member(parameters, listener, run)
    this.#members.add(member)
    this.#table.add(member)
    return member
  }

  /** Makes a sync group of instances that were not started yet. */
  group(
    name: string,
    members: readonly Member[],
    listener: GroupListener,
    claim: ClaimParameters | undefined,
  ): HostedCohort {
    if (members.some((member) => !this.#members.has(member))) {
      throw new UsageError(`sync group ${name} needs members of one router`)
    }
    refuseTakenMembers(members)
    const grouped = members.map((member) => ({
      ...member.parameters,
      group: name,
      claim: undefined,
    }))
    refuseMixedOwners(name, grouped)
    const group = { name, members: members.map((member) => member.name), claim }
    const run = (cohort: HostedCohort, input: CohortInput): void => this.#submit(cohort, input)
    const cohort = new HostedCohort({ members: grouped, group }, members, run, listener)
    members.forEach((member, index) => {
      member.cohort = cohort
      member.index = index
    })
    return cohort
  }

  /** Opens the transport where it is not open yet. Rejects with TransportError. */
  async open(member: Member): Promise<void> {
    warmUp((ports) => new VrrpRouter(ports))
    this.#listen()
    await this.#ports.transport.open([member.parameters.interface])
  }

  /** Looks at the links and starts the machine; the transport must be open. */
  start(member: Member): void {
    this.#host.add(member.cohort)
    this.#tellLinks(member)
    this.submit(member, { type: 'started' })
  }

  submit(member: Member, input: VrrpInput): void {
    this.#submit(member.cohort, { to: member.index, input })
  }

  answerGroupClaim(cohort: HostedCohort, id: number, verdict: 'grant' | 'deny'): void {
    this.#submit(cohort, { to: 'group', id, verdict })
  }

  /** Puts new parameters in force; VRID, interface and family stay (checked by the caller). */
  reconfigure(member: Member, parameters: VrrpParameters): void {
    const group = member.parameters.group
    const grouped = group === undefined ? parameters : { ...parameters, group, claim: undefined }
    this.submit(member, { type: 'parametersChanged', parameters: grouped })
    member.expectations = expectationsOf(grouped)
    this.#tellLinks(member)
  }

  /** Forgets a member that is stopped. */
  remove(member: Member): void {
    this.#members.delete(member)
    this.#table.remove(member)
    if (member.cohort.members.every((other) => !this.#members.has(other))) {
      this.#host.remove(member.cohort)
    }
  }

  async close(): Promise<void> {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    transportsInUse.delete(this.#ports.transport)
    this.#links.close()
    this.#host.close()
    await this.#ports.transport.close()
  }

  /** The synchronous last act of a dying process: goodbye, then let go of every address. */
  releaseNow(): void {
    for (const member of this.#members) this.submit(member, { type: 'stopped' })
    this.#ports.addresses?.releaseNow?.()
  }

  #listen(): void {
    if (this.#unsubscribe !== undefined) return
    const { transport } = this.#ports
    if (transportsInUse.has(transport)) {
      const hint = 'make one VrrpRouter of these ports and give it to every VrrpInstance'
      throw new UsageError(`the transport serves another router already: ${hint}`)
    }
    transportsInUse.add(transport)
    this.#unsubscribe = transport.subscribe((packet) => this.#received(packet))
  }

  #received(packet: Packet): void {
    // Before anything else: decoding must not push the next takeover back.
    const now = this.clock.now()
    this.#host.packetRead()
    if (packet.kind !== 'ip' || packet.protocol !== vrrpProtocol) return
    const vrid = peekVirtualRouterId(packet.payload)
    const family = ipFamily(packet.source)
    const candidates = this.#table.find(packet.interface, family, vrid ?? 0)
    if (candidates.length === 0) {
      this.#unknownVrids += 1
      return
    }
    const member = chooseRecipient(candidates, packet)
    if (member !== undefined) this.#receivedFor(member, packet, now)
  }

  #receivedFor(member: Member, datagram: IpDatagram, now: number): void {
    const { state, parameters } = member
    const { name } = state.role
    if (name === 'INIT' || name === 'FAULT') return // rule 24
    if (datagram.source === state.standing.link.sourceAddress) {
      member.counters.ownSource += 1
      this.#teller.rejected(member, datagram.source, { code: 'ownSource' })
      return
    }
    const decoded = decodeAdvertisement(datagram, member.expectations)
    if (!decoded.ok) {
      this.#teller.rejected(member, datagram.source, decoded.error)
      return
    }
    const advert = decoded.value
    const differs =
      checksAddresses(parameters, state, advert) && !advertisesOurAddresses(parameters, advert)
    if (differs) member.counters.addressListMismatch += 1
    // RFC 3768 7.1: believed only from the owner. Later documents, and keepalived, just log.
    if (differs && parameters.profile === 'rfc3768' && advert.priority !== 255) {
      this.#teller.rejected(member, advert.source, { code: 'addressListError' })
      return
    }
    this.#accept(member, advert, now)
    if (differs) this.#teller.addressListDiffers(member, advert)
  }

  #accept(member: Member, advertisement: ReceivedAdvertisement, now: number): void {
    const { counters, state } = member
    counters.advertRcvd += 1
    if (advertisement.priority === 0) counters.priZeroRcvd += 1
    member.lastSender = advertisement.source
    member.peers.heard(advertisement, now)
    this.#submit(
      member.cohort,
      { to: member.index, input: { type: 'advertReceived', advertisement } },
      now,
    )
    // A valid advert of a new master (rule 45); weaker routers may take turns for ever.
    if (state.role.name === 'BACKUP' && masterOf(member.state) !== masterOf(state)) {
      member.logged.clear()
    }
    this.#teller.heard(member, advertisement)
  }

  /** Run to completion: what a listener asks for meanwhile waits in the queue. */
  #submit(cohort: HostedCohort, input: CohortInput, at?: number): void {
    this.#queue.push({ cohort, input, at })
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#run(next.cohort, next.input, next.at ?? this.clock.now())
      }
    } finally {
      this.#isRunning = false
    }
  }

  #run(cohort: HostedCohort, input: CohortInput, now: number): void {
    const { parameters, state, effects } = cohortStep(cohort.parameters, cohort.state, now, input)
    cohort.parameters = parameters
    cohort.state = state
    this.#host.changed(cohort)
    if (effects.length === 0) return
    for (const effect of effects) this.#dispatch(cohort, effect)
    this.#teller.tell(cohort, effects, now)
    for (let tell = this.#untold.shift(); tell !== undefined; tell = this.#untold.shift()) tell()
  }

  #dispatch(cohort: HostedCohort, effect: CohortEffect): void {
    if (effect.of === 'group') {
      const { effect: asked } = effect
      if (asked.type === 'askClaim') cohort.groupListener?.claimAsked(asked)
      if (asked.type === 'withdrawClaim') cohort.groupListener?.claimWithdrawn(asked.id)
      return
    }
    const member = cohort.members[effect.of]
    if (member !== undefined) this.#effects.run(member, effect.effect)
  }

  #held(member: Member, outcome: HoldOutcome): void {
    if (!outcome.ok) member.counters.addressesFailed += 1
    this.submit(member, { type: 'addressesHeld', outcome })
    this.#tellLater(() => this.#teller.held(member, outcome))
  }

  /** A failure within a step is told after the step: no listener runs between effects. */
  #tellLater(tell: () => void): void {
    if (this.#isRunning) this.#untold.push(tell)
    else tell()
  }

  #tellLinks(member: Member): void {
    const { parameters } = member
    const link = this.#links.get(parameters.interface)
    this.submit(member, { type: 'linkChanged', link: linkView(parameters, link) })
    for (const { kind, name } of parameters.trackers) {
      if (kind !== 'interface') continue
      const { up } = this.#links.get(name)
      this.submit(member, { type: 'trackedInterfaceChanged', tracker: name, up })
    }
  }

  #linkChanged(link: LinkStatus): void {
    for (const member of this.#members) {
      const { parameters } = member
      if (parameters.interface === link.interface) {
        this.submit(member, { type: 'linkChanged', link: linkView(parameters, link) })
      }
      const tracks = parameters.trackers.some(
        ({ kind, name }) => kind === 'interface' && name === link.interface,
      )
      if (tracks) {
        const { up } = link
        this.submit(member, { type: 'trackedInterfaceChanged', tracker: link.interface, up })
      }
    }
  }
}

/** Whom a backup follows. */
function masterOf({ role }: VrrpState): IpAddress | undefined {
  return role.name === 'BACKUP' ? role.master?.address : undefined
}

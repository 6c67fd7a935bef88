import { HostLoop, silentLogger, systemClock, UsageError } from '@holdfast/core'
import type { Clock, AddressFailure, HoldOutcome, Logger } from '@holdfast/core'
import type { RoutingOutcome } from '@holdfast/core'
import { authenticate } from './authenticator.js'
import { cohortStep } from './cohort.js'
import type { CohortEffect, CohortInput } from './cohort.js'
import { Demultiplexer } from './demultiplexer.js'
import { refuseDuplicate } from './duplicates.js'
import { EffectRunner } from './effect-runner.js'
import type { VrrpInput } from './input.js'
import { refuseMixedOwners, refuseTakenMembers } from './grouping.js'
import { LinkTeller } from './link-teller.js'
import { HostedCohort, Member } from './member.js'
import type { CohortHost, GroupListener, MemberListener } from './member.js'
import { missingPorts } from './missing-ports.js'
import { openingOf, opensMore } from './opening.js'
import type { Opening } from './opening.js'
import type { ClaimParameters, VrrpParameters } from './parameters.js'
import type { VrrpPorts } from './ports.js'
import { expectationsOf } from './receive.js'
import { Receiver } from './receiver.js'
import { Teller } from './teller.js'
import { claimTransport, releaseTransport } from './transport-claims.js'
import { VirtualMacKeeper } from './virtual-mac-keeper.js'
import { warmUp } from './warm-up.js'

interface Queued {
  readonly cohort: HostedCohort
  readonly input: CohortInput
  /** When what the input tells of happened, where that is known better than by now. */
  readonly at: number | undefined
}

/** Less is the inaccuracy of two clocks that are read one after the other. */
const SHORTEST_SLEEP_MS = 50

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
  readonly #links: LinkTeller
  readonly #virtualMacs: VirtualMacKeeper
  readonly #teller: Teller
  readonly #receiver: Receiver
  readonly #table = new Demultiplexer()
  readonly #members = new Set<Member>()
  readonly #queue: Queued[] = []
  readonly #untold: (() => void)[] = []
  readonly #cohortHost: CohortHost = {
    run: (cohort, input) => this.#submit(cohort, input),
    rehearse: (cohort, at) => this.#effects.rehearse(cohort, at),
  }
  #isRunning = false
  #unsubscribe: (() => void) | undefined
  #cancelLastAct: (() => void) | undefined
  readonly #unwatchLosses: (() => void) | undefined
  /** Undefined until the first instance starts. */
  #suspendedMs: number | undefined

  constructor(ports: VrrpPorts) {
    this.#ports = ports
    this.clock = ports.clock ?? systemClock
    this.logger = ports.logger ?? silentLogger
    const { transport } = ports
    const drain = transport.drain?.bind(transport)
    const loopOptions = drain === undefined ? {} : { drain }
    this.#host = new HostLoop(this.clock, { logger: this.logger, ...loopOptions })
    this.#teller = new Teller(this.clock, this.logger)
    const outcomes = {
      held: (member: Member, outcome: HoldOutcome) => this.#held(member, outcome),
      routed: (member: Member, outcome: RoutingOutcome) => this.#routed(member, outcome),
      failed: (member: Member, effect: 'sendAdvert' | 'announce', error: unknown) => {
        this.#tellLater(() => this.#teller.failed(member, effect, error))
      },
    }
    const macAddressOf = (name: string): string | undefined => this.#links.macAddressOf(name)
    this.#effects = new EffectRunner(ports, this.clock, this.#host, outcomes, macAddressOf)
    this.#virtualMacs = new VirtualMacKeeper(ports.virtualMacs, (member, error) => {
      this.#tellLater(() => this.#teller.failed(member, 'virtualMac', error))
    })
    this.#receiver = new Receiver({
      clock: this.clock,
      members: this.#members,
      table: this.#table,
      virtualMacs: this.#virtualMacs,
      teller: this.#teller,
      submit: (member, input, at) => {
        this.#submit(member.cohort, { to: member.index, input }, at)
      },
    })
    this.#unwatchLosses = ports.addresses?.watchLosses?.((owner, failure) => {
      this.#lost(owner, failure)
    })
    this.#links = new LinkTeller(ports.links, {
      members: this.#members,
      submit: (member, input) => this.submit(member, input),
    })
  }

  /** Packets of virtual routers that are not configured here (rule 22). */
  get unknownVrids(): number {
    return this.#receiver.unknownVrids
  }

  get members(): readonly Member[] {
    return [...this.#members]
  }

  /** @throws ConfigError when the name or the virtual router is taken (rules 146, 147). */
  add(parameters: VrrpParameters, listener: MemberListener): Member {
    const { interface: name, family, virtualRouterId } = parameters
    const rivals = this.#table.find(name, family, virtualRouterId)
    refuseDuplicate(parameters, this.members, rivals)
    const member = new Member(parameters, listener, this.#cohortHost)
    authenticate(member, parameters, this.#ports, this.#teller)
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
    const cohort = new HostedCohort(
      { members: grouped, group },
      members,
      this.#cohortHost,
      listener,
    )
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
    this.#virtualMacs.ensure(member)
    const { interfaces, groups } = openingOf(member.parameters)
    await this.#ports.transport.open(interfaces, groups)
    this.#suspendedMs ??= this.clock.suspendedMs?.()
  }

  /** Looks at the links and starts the machine; the transport must be open. */
  start(member: Member): void {
    this.#host.add(member.cohort)
    const at = this.clock.now()
    for (const port of missingPorts(this.#ports, member.parameters)) {
      this.#tellLater(() => this.#teller.noted(member, { kind: 'portMissing', port }, at))
    }
    this.#links.tell(member)
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
    const before = openingOf(member.parameters)
    const group = member.parameters.group
    const grouped = group === undefined ? parameters : { ...parameters, group, claim: undefined }
    authenticate(member, grouped, this.#ports, this.#teller)
    this.submit(member, { type: 'parametersChanged', parameters: grouped })
    member.expectations = expectationsOf(grouped)
    this.#openNew(member, before)
    this.#links.tell(member)
  }

  /** Forgets a member that is stopped. */
  remove(member: Member): void {
    this.#members.delete(member)
    this.#table.remove(member)
    this.#virtualMacs.release(member)
    if (member.cohort.members.every((other) => !this.#members.has(other))) {
      this.#host.remove(member.cohort)
    }
  }

  /** Stops whatever still runs, with a goodbye, and closes the transport. */
  async close(): Promise<void> {
    for (const member of this.#members) {
      this.submit(member, { type: 'stopped' })
      this.#virtualMacs.release(member)
    }
    this.#unwatchLosses?.()
    this.#cancelLastAct?.()
    this.#cancelLastAct = undefined
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    releaseTransport(this.#ports.transport)
    this.#links.close()
    this.#host.close()
    await this.#ports.transport.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** The synchronous last act of a dying process: goodbye, then let go of everything. */
  releaseNow(): void {
    for (const member of this.#members) this.submit(member, { type: 'stopped' })
    this.#ports.routes?.releaseNow?.()
    this.#ports.addresses?.releaseNow?.()
    for (const member of this.#members) this.#virtualMacs.release(member)
  }

  /** Interfaces that only the new configuration announces on, and groups that only it speaks to. */
  #openNew(member: Member, before: Opening): void {
    const after = openingOf(member.parameters)
    if (this.#unsubscribe === undefined || !opensMore(after, before)) return
    this.#ports.transport.open(after.interfaces, after.groups).catch((error: unknown) => {
      this.#tellLater(() => this.#teller.failed(member, 'announce', error))
    })
  }

  #listen(): void {
    if (this.#unsubscribe !== undefined) return
    const { transport } = this.#ports
    claimTransport(transport)
    this.#cancelLastAct = this.#ports.beforeExit?.(() => this.releaseNow())
    this.#unsubscribe = transport.subscribe((packet) => {
      this.#host.packetRead()
      this.#receiver.received(packet)
    })
  }

  /**
   * Run to completion: what follows from an input is done first, such as announcing addresses that
   * were held at once; then it is told. What a listener asks for meanwhile waits in the queue.
   */
  #submit(cohort: HostedCohort, input: CohortInput, at?: number): void {
    if (this.#isRunning) {
      this.#queue.push({ cohort, input, at })
      return
    }
    this.#noticeSleep()
    this.#queue.push({ cohort, input, at })
    this.#isRunning = true
    try {
      while (this.#runNext() || this.#tellNext());
    } finally {
      this.#isRunning = false
    }
  }

  #runNext(): boolean {
    const next = this.#queue.shift()
    if (next !== undefined) this.#run(next.cohort, next.input, next.at ?? this.clock.now())
    return next !== undefined
  }

  #tellNext(): boolean {
    const tell = this.#untold.shift()
    tell?.()
    return tell !== undefined
  }

  /** Before anything else is believed: what was sent while the machine slept was not heard. */
  #noticeSleep(): void {
    if (this.#suspendedMs === undefined) return
    const forMs = (this.clock.suspendedMs?.() ?? 0) - this.#suspendedMs
    if (forMs < SHORTEST_SLEEP_MS) return
    this.#suspendedMs += forMs
    for (const { cohort, index: to } of this.#members) {
      this.#queue.push({
        cohort,
        input: { to, input: { type: 'suspended', forMs } },
        at: undefined,
      })
    }
  }

  #run(cohort: HostedCohort, input: CohortInput, now: number): void {
    const { parameters, state, effects } = cohortStep(cohort.parameters, cohort.state, now, input)
    cohort.parameters = parameters
    cohort.state = state
    this.#host.changed(cohort)
    if (effects.length === 0) return
    // Before what becomes of the effects is told.
    this.#untold.push(() => this.#teller.tell(cohort, effects, now))
    for (const effect of effects) this.#dispatch(cohort, effect)
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

  #routed(member: Member, outcome: RoutingOutcome): void {
    this.submit(member, { type: 'routesHeld', outcome })
    this.#tellLater(() => this.#teller.routed(member, outcome))
  }

  /** An address that a master held is gone: as if it could not be had, so that it is retried. */
  #lost(owner: string, failure: AddressFailure): void {
    for (const member of this.#members) {
      const { role } = member.state
      if (member.name !== owner || role.name !== 'MASTER' || member.addressesRequest.isPending)
        continue
      const before = role.holding.failures.filter(({ address }) => address !== failure.address)
      this.#held(member, { ok: false, failures: [...before, failure] })
    }
  }

  /** A failure within a step is told after the step: no listener runs between effects. */
  #tellLater(tell: () => void): void {
    if (this.#isRunning) this.#untold.push(tell)
    else tell()
  }
}

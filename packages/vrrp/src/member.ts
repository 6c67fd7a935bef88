import type { HostedMachine, IpAddress } from '@holdfast/core'
import { cohortDeadline, initialCohort } from './cohort.js'
import type { CohortInput, CohortParameters, CohortState } from './cohort.js'
import { newCounters } from './counters.js'
import type { VrrpCounters } from './counters.js'
import type { VrrpEvents } from './event.js'
import type { Authenticator } from './opened-advert.js'
import type { VrrpParameters } from './parameters.js'
import { PeerTable } from './peers.js'
import type { TransitionReason } from './reason.js'
import { expectationsOf } from './receive.js'
import type { RecipientCandidate } from './receive.js'
import { Request } from './request.js'
import { SequenceMemory } from './sequence-memory.js'
import { SplitDetector } from './split-detector.js'
import type { VrrpState, VrrpStateName } from './state.js'
import type { AdvertExpectations } from './wire/advertisement.js'

/** A claim that somebody must answer. */
export interface ClaimRequest {
  readonly id: number
  /** Monotonic milliseconds at which the configured default counts as the answer. */
  readonly deadline: number
  readonly reason: TransitionReason
}

/** Whoever owns an instance hears of it here, after its effects were dispatched. */
export interface MemberListener {
  event<Name extends keyof VrrpEvents>(name: Name, ...payload: VrrpEvents[Name]): void
  claimAsked(claim: ClaimRequest): void
  claimWithdrawn(id: number): void
}

export interface GroupListener {
  stateChanged(from: VrrpStateName, to: VrrpStateName): void
  claimAsked(claim: ClaimRequest): void
  claimWithdrawn(id: number): void
}

/** One instance within a router: what is beside its state. */
export class Member implements RecipientCandidate {
  readonly name: string
  readonly listener: MemberListener
  readonly counters: VrrpCounters = newCounters()
  readonly peers: PeerTable = new PeerTable()
  readonly splits: SplitDetector = new SplitDetector()
  cohort: HostedCohort
  index = 0
  expectations: AdvertExpectations
  authenticator: Authenticator | undefined
  /** Of adverts that are signed. */
  sequences: SequenceMemory = new SequenceMemory('none')
  lastSender: IpAddress | undefined
  /** Causes already logged; cleared by a change of state or a new master (rule 45). */
  readonly logged: Set<string> = new Set()
  readonly addressesRequest: Request = new Request()
  readonly routesRequest: Request = new Request()
  /** Called whenever one of them was answered. */
  whenHeld: (() => void) | undefined
  lastTransition: string | undefined
  lastTransitionAt: number | undefined

  constructor(parameters: VrrpParameters, listener: MemberListener, host: CohortHost) {
    this.name = parameters.name
    this.listener = listener
    this.expectations = expectationsOf(parameters)
    this.cohort = new HostedCohort({ members: [parameters], group: undefined }, [this], host)
  }

  get parameters(): VrrpParameters {
    return this.cohort.parameters.members[this.index] as VrrpParameters
  }

  get state(): VrrpState {
    return this.cohort.state.members[this.index] as VrrpState
  }
}

/** What a cohort asks of its router. */
export interface CohortHost {
  run(cohort: HostedCohort, input: CohortInput): void
  rehearse(cohort: HostedCohort, at: number): void
}

/** A cohort as the host loop drives it. */
export class HostedCohort implements HostedMachine {
  parameters: CohortParameters
  state: CohortState
  readonly members: readonly Member[]
  readonly groupListener: GroupListener | undefined
  readonly #host: CohortHost

  constructor(
    parameters: CohortParameters,
    members: readonly Member[],
    host: CohortHost,
    groupListener?: GroupListener,
  ) {
    this.parameters = parameters
    this.state = initialCohort(parameters)
    this.members = members
    this.groupListener = groupListener
    this.#host = host
  }

  nextDeadline(): number | undefined {
    return cohortDeadline(this.state)
  }

  /** A late takeover is an outage; a late advert is not. */
  isPrecise(): boolean {
    return this.state.members.some(({ role }) => role.name === 'BACKUP')
  }

  rehearse(at: number): void {
    this.#host.rehearse(this, at)
  }

  timerExpired(): void {
    this.#host.run(this, { to: 'due' })
  }
}

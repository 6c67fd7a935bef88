import type { Clock, HoldOutcome, IpAddress, Logger, RoutingOutcome } from '@holdfast/core'
import type { CohortEffect } from './cohort.js'
import { explainFault, explainNote, explainSplit, explainTransition } from './explain.js'
import type { VrrpEffect, VrrpNote } from './effect.js'
import type { EffectFailedEvent, RejectedEvent } from './event.js'
import type { HostedCohort, Member } from './member.js'
import type { SplitCause } from './split-detector.js'
import { describeRejection } from './wire/advertisement.js'
import type { AdvertRejection, ReceivedAdvertisement } from './wire/advertisement.js'

/** Checks that the codec leaves to the router. */
const routerRejections = {
  addressListError: 'its address list is not ours',
  ownSource: 'it carries our own source address: a duplicate address, or our packets come back',
} as const

const worrying = /Failed|twoOwners|duplicate|Contested|lowerPriority|Denied|Missing/

type Rejection = AdvertRejection | { readonly code: keyof typeof routerRejections }

/** Counts, logs and reports; decides nothing. */
export class Teller {
  readonly #clock: Clock
  readonly #logger: Logger

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#logger = logger
  }

  /** Members first, the group last (rule 141). `at` is when it was decided, before the effects. */
  tell(cohort: HostedCohort, effects: readonly CohortEffect[], at: number): void {
    for (const effect of effects) {
      if (effect.of === 'group') continue
      const member = cohort.members[effect.of]
      if (member !== undefined) this.#tellMember(member, effect.effect, at)
    }
    for (const effect of effects) {
      if (effect.of !== 'group' || effect.effect.type !== 'groupStateChanged') continue
      const { from, to } = effect.effect
      const name = cohort.parameters.group?.name
      this.#logger.info(`sync group ${name ?? ''}: ${from} -> ${to}`, { group: name, from, to })
      cohort.groupListener?.stateChanged(from, to)
    }
  }

  heard(member: Member, advertisement: ReceivedAdvertisement): void {
    member.listener.event('advertisement', advertisement)
  }

  /** One log line a cause, so that a flood cannot fill a disk (rule 45). */
  rejected(member: Member, source: IpAddress, rejection: Rejection): void {
    const { code } = rejection
    if (code !== 'ownSource') {
      member.counters.rejected[code] = (member.counters.rejected[code] ?? 0) + 1
    }
    const text = textOf(rejection)
    const event: RejectedEvent = { name: member.name, code, source, text, at: this.#clock.now() }
    this.#warnOnce(member, code, `rejected an advert from ${source}: ${text}`, { code, source })
    member.listener.event('rejected', event)
    if (code !== 'ownSource') this.#watchSplit(member, source, code)
  }

  addressListDiffers(member: Member, { source, addresses }: ReceivedAdvertisement): void {
    const own = member.parameters.virtualAddresses
    this.#warnOnce(
      member,
      'addressListMismatch',
      `${source} advertises [${addresses.join(', ')}], ours are [${own.join(', ')}]`,
      { source, addresses },
    )
  }

  /** Rule 137: before long its adverts will be stale. */
  clockDiffers(member: Member, source: IpAddress, seconds: number): void {
    const text = `the clock of ${source} is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`
    this.#warnOnce(member, 'clockDiffers', `${text}: adverts will be stale`, { source, seconds })
  }

  failed(member: Member, effect: 'sendAdvert' | 'announce' | 'virtualMac', error: unknown): void {
    // The goodbye through a link that just went down: FAULT has said so.
    const { role, standing } = member.state
    if (role.name === 'FAULT' && !standing.link.up) return
    const text = `${effect}: ${error instanceof Error ? error.message : String(error)}`
    this.#warnOnce(member, `${effect}Failed`, text, { error })
    this.#effectFailed(member, effect, text, error)
  }

  held(member: Member, outcome: HoldOutcome): void {
    const { warnings = [] } = outcome
    const failures = outcome.ok ? warnings : [...outcome.failures, ...warnings]
    if (failures.length === 0) return
    const text = failures.map(({ address, message }) => `${address}: ${message}`).join('; ')
    if (warnings.length > 0) this.#warnOnce(member, 'addressesWarned', text, { warnings })
    this.#effectFailed(member, 'holdAddresses', text, failures)
  }

  routed(member: Member, outcome: RoutingOutcome): void {
    if (outcome.ok) return
    const { failures } = outcome
    const text = failures.map(({ message }) => message).join('; ')
    this.#effectFailed(member, 'holdRoutes', text, failures)
  }

  /** `at` is when it was found. */
  noted(member: Member, note: VrrpNote, at: number): void {
    const text = explainNote(note)
    const { name } = member
    if (worrying.test(note.kind)) this.#warnOnce(member, note.kind, text, { note })
    else this.#logger.info(`${name}: ${text}`, { instance: name, note })
    member.listener.event('note', { name, note, text, at })
  }

  #effectFailed(
    { name, listener }: Member,
    effect: EffectFailedEvent['effect'],
    text: string,
    error: unknown,
  ): void {
    listener.event('effectFailed', { name, effect, text, error, at: this.#clock.now() })
  }

  #tellMember(member: Member, effect: VrrpEffect, at: number): void {
    if (effect.type === 'stateChanged') this.#transition(member, effect, at)
    if (effect.type !== 'note') return
    this.noted(member, effect.note, at)
    if (effect.note.kind === 'lowerPriorityHeard') {
      this.#watchSplit(member, effect.note.rival.address, 'weaker')
    }
  }

  #transition(
    member: Member,
    effect: Extract<VrrpEffect, { type: 'stateChanged' }>,
    at: number,
  ): void {
    const { from, to, reason } = effect
    const { name, counters } = member
    if (to === 'MASTER') counters.becomeMaster += 1
    if (from === 'MASTER') counters.releaseMaster += 1
    const text = explainTransition(from, to, reason)
    const priority = member.state.standing.effectivePriority
    member.logged.clear()
    member.splits.reset()
    member.lastTransition = text
    member.lastTransitionAt = at
    this.#logger.info(`${name}: ${text}`, { instance: name, from, to, reason })
    member.listener.event('transition', { name, from, to, reason, text, at, priority })
    if (reason.kind !== 'fault') return
    const faults = reason.faults.map(explainFault).join(', ')
    member.listener.event('fault', { name, faults: reason.faults, text: faults, at })
  }

  /** Only a master can be split; a backup that rejects adverts will soon be one. */
  #watchSplit(member: Member, rival: IpAddress, cause: SplitCause): void {
    if (member.state.role.name !== 'MASTER') return
    const at = this.#clock.now()
    const split = member.splits.heard(rival, cause, member.parameters.advertIntMs, at)
    if (split === undefined) return
    const { name } = member
    const text = explainSplit(split)
    this.#logger.warn(`${name}: ${text}`, { instance: name, ...split })
    member.listener.event('split', { name, ...split, text, at })
  }

  #warnOnce(member: Member, cause: string, text: string, fields: Record<string, unknown>): void {
    if (member.logged.has(cause)) return
    member.logged.add(cause)
    this.#logger.warn(`${member.name}: ${text}`, { instance: member.name, ...fields })
  }
}

function textOf(rejection: Rejection): string {
  const { code } = rejection
  if (code === 'addressListError' || code === 'ownSource') return routerRejections[code]
  return describeRejection({ ...rejection, code })
}

import { compareIpAddresses } from '@holdfast/core'
import type { IpAddress, IpDatagram } from '@holdfast/core'
import type { VrrpInstance } from '../../instance.js'
import type { Member } from '../../member.js'
import type { VrrpState, VrrpStateName } from '../../state.js'
import { Listening } from './listening.js'
import type { NodeModel } from './node-model.js'
import { skewTime } from './reading.js'
import type { Reading } from './reading.js'
import { StandingModel } from './standing-model.js'
import { Tally } from './tally.js'
import { Turn } from './turn.js'
import type { VirtualRouter } from './virtual-router.js'
import { ROUNDING_MS } from './violation.js'
import type { Report } from './violation.js'
import { flawOf } from './wire-advert.js'
import type { WireAdvert } from './wire-advert.js'

/**
 * What one instance should do, from what it was seen to hear and be told. Its state is observed, the
 * permission for each change of it is worked out here. `now` is the node's own clock.
 */
export class InstanceModel {
  readonly node: NodeModel
  readonly name: string
  /** Who it is in a message. */
  readonly label: string
  readonly member: Member
  readonly ownAddress: IpAddress
  readonly standing: StandingModel
  readonly listening: Listening = new Listening()
  readonly tally: Tally = new Tally()
  readonly turn: Turn = new Turn()
  reading: Reading
  role: VrrpStateName = 'INIT'
  /** The members of its sync group, itself included. */
  companions: readonly InstanceModel[] = [this]
  startedAt = 0
  /** Virtual milliseconds. */
  masterSince = 0
  /** Whether its link was up when it became master; addresses that were announced since. */
  couldSpeak = false
  readonly announced: Set<IpAddress> = new Set()
  /** When an advert last left, and when one last left that answered nobody. */
  advertAt = 0
  unaskedAt = 0
  /** Until when adverts may be closer together, catching up with a new interval or after a stall. */
  hurriesUntil: number = -Infinity
  /** The state at the last check; what has not changed since is not checked again. */
  checked: VrrpState | undefined
  /** When it must have done something by itself. */
  deadline: number = Infinity
  /** Something happened since the last check; something that FAULT or the priority may follow. */
  isStale = true
  isStandingStale = true
  readonly router: VirtualRouter
  readonly #report: Report

  constructor(
    node: NodeModel,
    instance: VrrpInstance,
    reading: Reading,
    router: VirtualRouter,
    report: Report,
  ) {
    this.node = node
    this.router = router
    this.name = instance.name
    this.label = `${node.name}/${instance.name}`
    this.member = instance.membership.member
    this.reading = reading
    this.ownAddress = node.address(reading.family)
    this.standing = new StandingModel(reading)
    this.#report = report
  }

  get priority(): number {
    return this.standing.priority(this.reading)
  }

  get isYielding(): boolean {
    return this.standing.isYielding
  }

  /** Whether it would start its master-down timer anew, were it to read this. */
  wouldFollow(packet: IpDatagram, advert: WireAdvert | undefined, now: number): boolean {
    if (advert === undefined || !this.listening.accepts(this, now, advert)) return false
    return flawOf(advert, packet, this.reading, this.ownAddress) === undefined
  }

  /** An advert for its virtual router was read, and whatever follows comes next. */
  hears(packet: IpDatagram, advert: WireAdvert | undefined, now: number): void {
    if (this.role === 'INIT' || this.role === 'FAULT') return // rule 24
    const { turn, tally } = this
    const flaw = flawOf(advert, packet, this.reading, this.ownAddress)
    if (advert === undefined || flaw !== undefined) {
      tally.rejected += 1
      turn.before = this.member.state
      turn.flaw = flaw
      return
    }
    turn.isMoved = true
    tally.received += 1
    this.router.hears(advert.intervalMs)
    if (advert.priority === 0) tally.goodbyesReceived += 1
    if (this.role === 'BACKUP') this.listening.hears(this, now, advert)
    else this.#hearsAsMaster(packet.source, advert)
  }

  /** RFC 9568 6.4.3, rules 65-67, 78-82. */
  #hearsAsMaster(source: IpAddress, advert: WireAdvert): void {
    const { turn, reading } = this
    if (advert.priority === 0) {
      turn.mustAnswer = true
      return
    }
    const order = advert.priority - this.priority || compareIpAddresses(source, this.ownAddress)
    if (order > 0) turn.stronger = advert
    else if (reading.owner && advert.priority === 255) turn.rivalOwner = advert
    else if (order < 0 && reading.answersWeaker) turn.mustAnswer = true
  }

  transition(from: VrrpStateName, to: VrrpStateName, now: number, canSpeak: boolean): void {
    if (from !== this.role) this.#fail('timers', `left ${from}, but was ${this.role}`)
    this.role = to
    this.router.transitions += 1
    for (const each of this.companions) each.isStandingStale = true
    this.turn.isMoved = true
    if (from === 'INIT') this.turn.cameFromInit = true
    if (from === 'MASTER') this.#leftMaster(to, now, canSpeak)
    if (from !== 'MASTER' && to === 'BACKUP') this.listening.begin(this, now, this.#firstWait(from))
    if (to === 'MASTER') this.#becameMaster(now, canSpeak)
  }

  /** Rule 72 for groups; rule 85 for owners that come back. */
  #firstWait(from: VrrpStateName): number | undefined {
    const { wantsMaster, group, owner, intervalMs } = this.reading
    const isShort = wantsMaster && (from === 'INIT' ? group !== undefined : owner)
    if (!isShort) return undefined
    return intervalMs + skewTime({ ...this.reading, owner: true }, 255, intervalMs)
  }

  #leftMaster(to: VrrpStateName, now: number, canSpeak: boolean): void {
    const { turn, tally } = this
    tally.released += 1
    this.router.masters -= 1
    const stronger = to === 'BACKUP' ? (turn.stronger ?? turn.rivalOwner) : undefined
    if (stronger !== undefined) this.listening.beginFollowing(this, now, stronger)
    else if (to === 'BACKUP') this.#leftFreely(now)
    const saysGoodbye = stronger === undefined && canSpeak
    if (turn.goodbyes > 0 !== saysGoodbye) {
      const fault = saysGoodbye ? 'without a goodbye' : 'with a goodbye'
      this.#fail('goodbye', `left MASTER for ${to} ${fault}`)
    }
    if (stronger !== undefined) this.#lastWord(canSpeak)
    turn.goodbyes = 0
    turn.adverts = 0
  }

  /** keepalived's higher_prio_send_advert: rule 80. */
  #lastWord(canSpeak: boolean): void {
    const { turn, reading } = this
    const isHeard = turn.adverts > 0
    const isExpected = reading.saysLastWord && canSpeak
    // In the turn after a stall it may have answered somebody else before.
    if (isHeard === isExpected || (isHeard && turn.mustAnswer)) return
    this.#fail('goodbye', `yielded with ${turn.adverts} last words`)
  }

  #leftFreely(now: number): void {
    this.listening.begin(this, now)
    const follows = this.companions.some((other) => other !== this && other.role !== 'MASTER')
    if (this.turn.command === 'demote' || follows) return
    this.#fail('leaves-for-a-reason', 'left MASTER for BACKUP without a stronger advert')
  }

  #becameMaster(now: number, canSpeak: boolean): void {
    const { turn, tally, standing, reading } = this
    tally.became += 1
    this.router.masters += 1
    const isOwnerStart =
      turn.cameFromInit && reading.owner && reading.wantsMaster && reading.group === undefined
    if (!isOwnerStart && turn.command !== 'promote') {
      for (const member of this.companions) member.#mayTakeOver(now)
    }
    if (canSpeak && turn.adverts + turn.unexplained === 0) {
      this.#fail('advert-interval', 'became MASTER without saying so')
    }
    turn.unexplained = 0
    standing.isYielding = false
    this.couldSpeak = canSpeak
    this.announced.clear()
    for (const address of this.turn.early) this.announced.add(address)
    this.turn.early = []
    this.advertAt = now
    this.unaskedAt = now
    this.masterSince = now / this.node.rate
  }

  /** RFC 9568 6.4.2: not before the master-down timer ran out; rule 139: all of a group's. */
  #mayTakeOver(now: number): void {
    if (this.node.hasUnread(this, now)) {
      this.#fail('takeover-time', 'became MASTER before it read what its master had sent')
    }
    const dueAt = this.listening.dueAt(this.reading, this.priority)
    if (this.listening.wishes || now >= dueAt - ROUNDING_MS) return
    const early = (dueAt - now).toFixed(3)
    this.#fail('takeover-time', `became MASTER ${early} ms before its master-down timer ran out`)
  }

  #fail(invariant: Parameters<Report>[0], message: string): void {
    this.#report(invariant, `${this.label} ${message}`)
  }
}

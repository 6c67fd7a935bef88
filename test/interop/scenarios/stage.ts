import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../lab/client.js'
import type { ClientReport } from '../lab/client.js'
import type { Lab } from '../lab/lab.js'
import { isAdvertOf } from '../lab/observation.js'
import type { AdvertObservation } from '../lab/observation.js'
import type { RouterName } from '../lab/stations.js'
import type { Actor } from './actor.js'
import { holdingInterface } from './holders.js'

/** What a loaded machine of two cores may add to a time of the rules. */
const lateMs = 150
/** No start, no packet and no address takes longer, unless something is wrong. */
const patienceMs = 8000

/** What an expectation found to be otherwise. */
export class Disappointment extends Error {}

export interface Fact {
  readonly name: string
  readonly text: string
}

/** How long something took that was done to a router, in the time of the packets' stamps. */
export interface Moment {
  readonly begin: number
  readonly end: number
}

/** The lab as a scenario sees it: two routers, what they are expected to do, and what was found. */
export class Stage {
  readonly lab: Lab
  /** The stronger one, unless the scenario has made them equal. */
  readonly a: Actor
  readonly b: Actor
  readonly facts: Fact[] = []
  /** Who is master in the end. */
  survivor: Actor | undefined
  #client: Client | undefined
  #healedAt: number | undefined

  constructor(lab: Lab, a: Actor, b: Actor) {
    this.lab = lab
    this.a = a
    this.b = b
  }

  /** The address that the client asks for. */
  get address(): string {
    const addresses = this.a.spec.virtualAddresses
    return (addresses[addresses.length - 1] ?? '').replace(/\/.*/, '')
  }

  /** Comparable with the stamps of packets. */
  now(): number {
    return Date.now()
  }

  async sleep(ms: number): Promise<void> {
    await sleep(ms)
  }

  /** A and B run, A is master, and the client asks it. */
  async startBoth(): Promise<void> {
    await Promise.all([this.a.start(), this.b.start()])
    await this.becomesMaster(this.a)
    await this.onlyHolder(this.a)
    await this.silent(this.b, 2 * this.b.spec.advertIntMs)
    this.startClient()
  }

  /** Ends a cut; returns when. */
  heal(name: RouterName): number {
    this.lab.network.heal(name)
    this.#healedAt = this.now()
    return this.#healedAt
  }

  /** Does something, and says when. */
  async moment(act: () => Promise<void> | void): Promise<Moment> {
    const begin = this.now()
    await act()
    return { begin, end: this.now() }
  }

  /** Waits until `actor` has just spoken: what happens next does not coincide with an advert. */
  async betweenAdverts(actor: Actor): Promise<void> {
    const { at } = await this.becomesMaster(actor, this.now())
    await sleep(Math.max(0, at + actor.spec.advertIntMs * 0.3 - this.now()))
  }

  /** From now on somebody asks for the address all the time, and both routers would answer. */
  startClient(): void {
    if (this.#client !== undefined) return
    for (const { name } of [this.a, this.b]) this.lab.spawnHelper(name, 'echo.mjs')
    this.#client = new Client(this.lab, this.address)
  }

  /** The client has to be answered in the end, by whoever knows how to be found. */
  async finishClient(mayBeMisled: boolean): Promise<ClientReport | undefined> {
    const report = await this.#client?.finish()
    if (report === undefined || this.survivor === undefined) return report
    if (mayBeMisled && !this.#mustAnnounce(this.survivor)) return report
    const { silentMs } = report
    this.refute(silentMs === undefined, 'nobody ever answered the client')
    this.refute(
      silentMs !== undefined && silentMs > lateMs,
      `nobody answers the client in the end, for ${silentMs?.toFixed()} ms`,
    )
    return report
  }

  /** The first advert of `actor` since then that is not its goodbye. */
  async becomesMaster(actor: Actor, since = 0, withinMs = patienceMs): Promise<AdvertObservation> {
    const advert = await this.lab.observer.see(
      (observed): observed is AdvertObservation =>
        isAdvertOf(observed, actor.name) && observed.priority > 0 && observed.at >= since,
      withinMs,
    )
    if (advert === undefined) throw new Disappointment(`${actor.title} did not become master`)
    return advert
  }

  async saysGoodbye(actor: Actor, since: number): Promise<AdvertObservation> {
    const advert = await this.lab.observer.see(
      (observed): observed is AdvertObservation =>
        isAdvertOf(observed, actor.name) && observed.priority === 0 && observed.at >= since,
      patienceMs,
    )
    if (advert === undefined) throw new Disappointment(`${actor.title} sent no priority 0`)
    return advert
  }

  /** The last advert of `actor` that entered the switch before `before`. */
  lastAdvert(actor: Actor, before = Number.POSITIVE_INFINITY): AdvertObservation {
    const { observed } = this.lab.observer
    const last = observed.findLast((one) => isAdvertOf(one, actor.name) && one.at < before)
    if (last?.kind !== 'advert') throw new Disappointment(`${actor.title} never spoke`)
    return last
  }

  /** `taker` has missed `silent` since that moment, and takes over after its master-down time. */
  async succeeds(taker: Actor, silent: Actor, moment: Moment): Promise<AdvertObservation> {
    const advert = await this.becomesMaster(taker, moment.begin, taker.masterDownMs + patienceMs)
    // Looked up only now: what came before the advert has been read before it. An advert of the very
    // moment may have been heard or not.
    const lasts = [this.lastAdvert(silent, moment.end), this.lastAdvert(silent, moment.begin)]
    this.#judgeTakeover(taker, advert, lasts, taker.masterDownMs)
    return advert
  }

  /** `taker` takes over when its skew time has passed after a goodbye. */
  async inherits(taker: Actor, goodbye: AdvertObservation): Promise<void> {
    const advert = await this.becomesMaster(taker, goodbye.at)
    this.#judgeTakeover(taker, advert, [goodbye], taker.skewMs)
  }

  /** For what must not be. */
  refute(condition: boolean, complaint: string): void {
    if (condition) throw new Disappointment(complaint)
  }

  /** Nothing of `actor` enters the switch for so long, from `since` on or from now. */
  async silent(actor: Actor, forMs: number, since = this.now()): Promise<void> {
    await sleep(Math.max(0, since + forMs - this.now()))
    await this.lab.observer.hasRead(since + forMs)
    const heard = this.lab.observer.observed.find(
      (observed) =>
        isAdvertOf(observed, actor.name) && observed.at > since && observed.at < since + forMs,
    )
    if (heard === undefined) return
    const when = `${(heard.at - since).toFixed(1)} ms after it should have been silent`
    throw new Disappointment(`${actor.title} spoke ${when}`)
  }

  /** `actor` goes on speaking, in its interval. */
  async keepsSpeaking(actor: Actor, forMs: number): Promise<void> {
    const since = this.now()
    await sleep(forMs)
    await this.lab.observer.hasRead(since + forMs)
    const count = this.lab.observer.observed.filter(
      (observed) =>
        isAdvertOf(observed, actor.name) &&
        observed.priority > 0 &&
        observed.at > since &&
        observed.at < since + forMs,
    ).length
    const expected = Math.floor(forMs / actor.spec.advertIntMs) - 1
    if (count >= expected) return
    throw new Disappointment(`${actor.title} sent ${count} adverts instead of ${expected}`)
  }

  /**
   * `actor` does not notice that it is alone. A unicast peer that cannot be heard does not answer ARP
   * or neighbour discovery either, so that the kernel soon keeps back what is for it: then only the
   * address shows who is master.
   */
  async staysMaster(actor: Actor, forMs: number): Promise<void> {
    if (actor.spec.unicast === undefined) return this.keepsSpeaking(actor, forMs)
    const until = this.now() + forMs
    while (this.now() < until) {
      this.refute(
        this.holdingInterface(actor) === undefined,
        `${actor.title} gave up ${this.address}`,
      )
      await sleep(100)
    }
  }

  /** The kernel of `actor` has the address, the other one's has not, within so many milliseconds. */
  async onlyHolder(actor: Actor, withinMs = 1000): Promise<void> {
    await this.#eventually(withinMs, () => {
      const holders = [this.a, this.b].filter((each) => this.holdingInterface(each) !== undefined)
      if (holders.length === 1 && holders[0] === actor) return undefined
      const titles = holders.map(({ title }) => title).join(' and ')
      return `${this.address} is with ${titles || 'nobody'}, not with ${actor.title} alone`
    })
  }

  async doesNotHold(actor: Actor, withinMs = 1000): Promise<void> {
    await this.#eventually(withinMs, () =>
      this.holdingInterface(actor) === undefined
        ? undefined
        : `${actor.title} still has ${this.address}`,
    )
  }

  holdingInterface(actor: Actor): string | undefined {
    return holdingInterface(this.lab.network, actor.name, this.address)
  }

  /** One master for a while, and the addresses with it alone. */
  async settled(actor: Actor): Promise<void> {
    this.survivor = actor
    const other = actor === this.a ? this.b : this.a
    // It may have been about to speak when it heard the other one.
    await this.silent(other, 3 * actor.spec.advertIntMs, this.now() + 50)
    await this.keepsSpeaking(actor, 3 * actor.spec.advertIntMs)
    await this.onlyHolder(actor)
  }

  /** Who was never told of another master does not know that there was one (rule 80). */
  #mustAnnounce(survivor: Actor): boolean {
    if (!survivor.peer.announcesAfterSplit) return false
    const since = this.#healedAt
    if (since === undefined) return true
    const other = survivor === this.a ? this.b : this.a
    return this.lab.observer.observed.some((one) => isAdvertOf(one, other.name) && one.at > since)
  }

  /** On time after one of `causes`, give or take what the machine needs. */
  #judgeTakeover(
    taker: Actor,
    advert: AdvertObservation,
    causes: readonly AdvertObservation[],
    theoryMs: number,
  ): void {
    const { peer, spec } = taker
    const earliestMs = theoryMs - peer.earlyMs - 1
    const latestMs = theoryMs + peer.lateMs(spec) + lateMs
    const times = causes.map(({ at }) => advert.at - at)
    const right = times.find((ms) => ms >= earliestMs && ms <= latestMs)
    const took = (right ?? times[0] ?? Number.NaN).toFixed(1)
    const text = `${took} ms, by the rules ${theoryMs.toFixed(1)}`
    this.facts.push({ name: 'takeover', text })
    this.refute(right === undefined, `${taker.title} took over after ${text}`)
  }

  async #eventually(withinMs: number, complaint: () => string | undefined): Promise<void> {
    const deadline = this.now() + withinMs
    for (;;) {
      const found = complaint()
      if (found === undefined) return
      if (this.now() > deadline) throw new Disappointment(found)
      await sleep(20)
    }
  }
}

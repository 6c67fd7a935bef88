import type { Clock, HostedMachine, HostLoop, Packet } from '@holdfast/core'

interface Queued {
  readonly owner: object
  readonly packet: Packet
  readonly intervalMs: number
}

/**
 * Spreads announcements over time, so that many addresses do not storm the switches: the next
 * packet of an interface waits until the interval is over; order is kept and none is lost, but for
 * those of an owner that is not master any more (rules 121, 155).
 */
export class Pacer implements HostedMachine {
  readonly #clock: Clock
  readonly #host: HostLoop
  readonly #send: (owner: object, packet: Packet) => void
  #queue: Queued[] = []
  #freeAt = -Infinity

  constructor(clock: Clock, host: HostLoop, send: (owner: object, packet: Packet) => void) {
    this.#clock = clock
    this.#host = host
    this.#send = send
    host.add(this)
  }

  /** Sends it now or in its turn, and nothing for `intervalMs` after it. */
  push(owner: object, packet: Packet, intervalMs: number): void {
    this.#queue.push({ owner, packet, intervalMs })
    this.timerExpired(this.#clock.now())
    this.#host.changed(this)
  }

  drop(owner: object): void {
    this.#queue = this.#queue.filter((queued) => queued.owner !== owner)
    this.#host.changed(this)
  }

  nextDeadline(): number | undefined {
    return this.#queue.length === 0 ? undefined : this.#freeAt
  }

  isPrecise(): boolean {
    return false
  }

  timerExpired(now: number): void {
    if (now < this.#freeAt) return
    const next = this.#queue.shift()
    if (next === undefined) return
    this.#freeAt = now + next.intervalMs
    this.#send(next.owner, next.packet)
  }
}

import type { Clock, HostedMachine } from '@holdfast/core'

/**
 * A host loop as one would write it first: it runs a timer as soon as it is due, and so before it
 * reads what waited in a stall. It is what the simulation must find out.
 */
export class NaiveHostLoop {
  readonly #clock: Clock
  readonly #machines = new Set<HostedMachine>()
  #cancel: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(machine: HostedMachine): void {
    this.#machines.add(machine)
    this.changed()
  }

  changed(): void {
    this.#cancel()
    const deadlines = [...this.#machines].map((machine) => machine.nextDeadline() ?? Infinity)
    const first = Math.min(Infinity, ...deadlines)
    if (first === Infinity) return
    this.#cancel = this.#clock.schedule(first, () => {
      for (const machine of this.#machines) {
        if ((machine.nextDeadline() ?? Infinity) <= this.#clock.now()) {
          machine.timerExpired(this.#clock.now())
        }
      }
      this.changed()
    })
  }

  remove(machine: HostedMachine): void {
    this.#machines.delete(machine)
    this.changed()
  }

  packetRead(): void {
    // It does not care.
  }

  close(): void {
    this.#cancel()
  }
}

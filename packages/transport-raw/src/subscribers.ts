import type { Logger, Packet } from '@holdfast/core'

interface Subscriber {
  readonly onPacket: (packet: Packet) => void
}

/** Those who get every packet, in the order in which they came; one that throws stops nobody. */
export class Subscribers {
  readonly #logger: Logger
  #subscribers: readonly Subscriber[] = []

  constructor(logger: Logger) {
    this.#logger = logger
  }

  add(onPacket: (packet: Packet) => void): () => void {
    const subscriber: Subscriber = { onPacket }
    this.#subscribers = [...this.#subscribers, subscriber]
    return () => {
      this.#subscribers = this.#subscribers.filter((other) => other !== subscriber)
    }
  }

  clear(): void {
    this.#subscribers = []
  }

  deliver(packet: Packet): void {
    for (const subscriber of this.#subscribers) {
      // One of them may have closed the transport, or unsubscribed another, just now.
      if (!this.#subscribers.includes(subscriber)) continue
      try {
        subscriber.onPacket(packet)
      } catch (error) {
        this.#logger.error('a packet subscriber threw', { error })
      }
    }
  }
}

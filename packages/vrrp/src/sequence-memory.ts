import type { IpAddress } from '@holdfast/core'

/** Rule 136: as many senders of a group are remembered. */
const SENDERS_MIN = 4

/**
 * Which sequence numbers an instance has used and heard. Only what was authenticated gets here, so
 * that a stranger can neither fill it nor push a peer out.
 */
export class SequenceMemory {
  /** The highest that was sent or, with AH, heard. */
  last = 0n
  /** The kind of authentication whose numbers they are. */
  readonly of: string
  readonly #heard = new Map<IpAddress, bigint>()

  constructor(of: string) {
    this.of = of
  }

  heard(source: IpAddress): bigint | undefined {
    return this.#heard.get(source)
  }

  /** Forgets the sender that was silent for longest when there are too many. */
  remember(source: IpAddress, sequence: bigint, peers: number): void {
    this.#heard.delete(source)
    this.#heard.set(source, sequence)
    if (this.#heard.size <= Math.max(SENDERS_MIN, peers)) return
    for (const oldest of this.#heard.keys()) {
      this.#heard.delete(oldest)
      return
    }
  }
}

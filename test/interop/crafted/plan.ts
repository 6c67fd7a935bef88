export interface PlannedPacket {
  readonly name: string
  /** The IP packets in hex: one after the other, then the last one again and again. */
  readonly packets: readonly string[]
  readonly everyMs: number
}

export type Plan = readonly PlannedPacket[]

/** How a packet was sent. */
export interface SentReport {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly lastAt: number
  /** How often the sender was late. */
  readonly stalls: number
}

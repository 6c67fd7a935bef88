export interface PlannedPacket {
  readonly name: string
  /** The IP packet in hex. */
  readonly packet: string
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

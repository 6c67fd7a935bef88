import type { DemoEvent, Summary } from './event.js'
import type { HeardAdvert } from './wiretap.js'

/** How the demonstration is shown. Times are milliseconds since its beginning. */
export interface View {
  event(event: DemoEvent, atMs: number): void
  /** Every advert on the wire. */
  heard(advert: HeardAdvert, atMs: number): void
  summary(summary: Summary): void
  /** Leaves the terminal as it was found, however the demonstration ended. */
  close(): void
}

export type Write = (text: string) => void

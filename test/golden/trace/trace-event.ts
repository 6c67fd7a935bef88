import type { StationName } from '../../interop/lab/stations.js'

/** `-` is whoever plays the scenario. */
export type TraceWho = StationName | '-'

export type TraceKind = 'ADV' | 'GARP' | 'NA' | 'ADDR+' | 'ADDR-' | 'NOTIFY' | 'LINK' | 'MARK'

/** A line of a trace. */
export interface TraceEvent {
  /** Seconds since the scenario began; a program may have been started before. */
  readonly at: number
  readonly who: TraceWho
  readonly kind: TraceKind
  readonly text: string
}

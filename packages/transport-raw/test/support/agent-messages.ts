import type { Packet } from '@holdfast/core'
import type { RawCounters, RawTransportOptions } from '../../src/raw-transport.js'

export type AgentOptions = Pick<RawTransportOptions, 'filter'> & {
  readonly backend: 'packet' | 'pcap'
}

/** What a test asks of the process of a node; each is answered, in order. */
export type AgentRequest =
  | { readonly type: 'create'; readonly options: AgentOptions }
  | { readonly type: 'open'; readonly interfaces: readonly string[] }
  | { readonly type: 'send'; readonly packet: Packet }
  | { readonly type: 'drain' }
  | { readonly type: 'counters' }
  | { readonly type: 'childPids' }
  /** Sends a packet many times at a rate, in steps of a few milliseconds. */
  | {
      readonly type: 'burst'
      readonly packet: Packet
      readonly count: number
      readonly perSecond: number
    }
  /** Keeps the event loop busy. */
  | { readonly type: 'block'; readonly forMs: number }
  | { readonly type: 'close' }

export type AgentAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly code: string | undefined
      readonly message: string
    }

/** What it says by itself. */
export type AgentNews =
  | { readonly type: 'packet'; readonly transport: number; readonly packet: Packet }
  | { readonly type: 'failed'; readonly request: number; readonly message: string }

export type { RawCounters }

import type { IpAddress } from '@holdfast/core'
import type { LinkFaults } from '@holdfast/core/testing'
import type { VrrpConfig } from '../config.js'

/** One machine of a scenario. */
export interface ScenarioNode {
  readonly name: string
  readonly instances: readonly VrrpConfig[]
  /** By how many millionths its clock runs fast. Default 0. */
  readonly driftPpm?: number
  /** How long its kernel takes to add or remove addresses, in milliseconds. Default 0. */
  readonly addressDelayMs?: number
  /** How often its script trackers run, in milliseconds. Default 2000. */
  readonly scriptIntervalMs?: number
}

/** A packet from a stranger; the payload in hexadecimal. */
export interface ForeignPacket {
  readonly source: IpAddress
  readonly destination: IpAddress
  readonly ttl: number
  readonly payload: string
}

/** Which instance of which node something is done to. */
interface Target {
  readonly node: string
  readonly instance: string
}

/** What the world does to a cluster. */
export type Disturbance =
  /** `restart` is a stop and a start at once; `crash` is a loss of power. */
  | { readonly verb: 'start' | 'stop' | 'restart' | 'crash'; readonly node: string }
  | { readonly verb: 'stall'; readonly node: string; readonly ms: number }
  | {
      readonly verb: 'link'
      readonly node: string
      readonly interface: string
      readonly up: boolean
    }
  | { readonly verb: 'partition'; readonly groups: readonly (readonly string[])[] }
  | { readonly verb: 'cut'; readonly from: string; readonly to: string }
  | { readonly verb: 'clog'; readonly from: string; readonly to: string; readonly ms: number }
  /** Ends partitions, cuts and clogs. */
  | { readonly verb: 'heal' }
  | { readonly verb: 'network'; readonly faults: Partial<LinkFaults> }
  /** From now on the script passes, or fails, each time it runs. */
  | (Target & { readonly verb: 'script'; readonly tracker: string; readonly passes: boolean })
  | (Target & { readonly verb: 'file'; readonly tracker: string; readonly content: string })
  | (Target & { readonly verb: 'priority'; readonly priority: number })
  | (Target & { readonly verb: 'demote' | 'promote' })
  | (Target & { readonly verb: 'maintenance'; readonly on: boolean })
  | (Target & { readonly verb: 'reconfigure'; readonly changes: Partial<VrrpConfig> })
  /** The next `times` attempts to add the address fail. */
  | {
      readonly verb: 'addressFails'
      readonly node: string
      readonly address: IpAddress
      readonly times: number
    }
  | {
      readonly verb: 'inject'
      readonly interface: string
      readonly packet: ForeignPacket
      readonly times: number
      readonly everyMs: number
    }
  /** Everything of the network is mended, every link up, every node running. */
  | { readonly verb: 'calm' }

/** A disturbance, and when: milliseconds from the beginning of the run. */
export type ScenarioEvent = { readonly at: number } & Disturbance

/**
 * A run of a cluster, as data: what takes part and what befalls it. It survives JSON, and running it
 * twice gives the same run.
 */
export interface Scenario {
  /** Decides every loss, delay and duplicate. */
  readonly seed: number
  readonly durationMs: number
  /** Milliseconds a packet is under way when nothing is wrong. */
  readonly latencyMs: readonly [min: number, max: number]
  /** Sync groups of every node: name, and names of the instances. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  /** They have the addresses 192.0.2.1, .2, … and fe80::1, ::2, … in this order. */
  readonly nodes: readonly ScenarioNode[]
  readonly events: readonly ScenarioEvent[]
}

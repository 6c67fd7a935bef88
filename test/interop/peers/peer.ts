import type { Lab } from '../lab/lab.js'
import type { RouterName } from '../lab/stations.js'
import type { RouterSpec } from './router-spec.js'

export type Implementation = 'holdfast' | 'keepalived' | 'frr'

/** A router that runs. */
export interface RunningRouter {
  /** What it has logged so far. */
  readonly log: readonly string[]
  /** Asks it to end, and resolves when it has. */
  stop(): Promise<void>
  kill(): Promise<void>
  pause(): void
  resume(): void
}

/** An implementation of VRRP, and what it cannot do. */
export interface Peer {
  readonly name: Implementation
  /** Its virtual addresses vanish with it, whatever way it ends. */
  readonly leasesAddresses: boolean
  /** It gives up when its interface has no carrier. */
  readonly noticesCarrier: boolean
  /** When another master has been beside it, it tells the neighbours where the addresses are. */
  readonly announcesAfterSplit: boolean
  /** How much earlier than the rules say it takes over. */
  readonly earlyMs: number
  /** How much later than the rules say its first advert leaves. */
  lateMs(spec: RouterSpec): number
  /** Why there can be no such router, or undefined. */
  lacks(spec: RouterSpec): string | undefined
  /** Why its interface cannot be deleted and made again below it, or undefined. */
  cannotLoseInterface(spec: RouterSpec): string | undefined
  /** Why a weaker master that it hears has it fall silent, or undefined. */
  cannotHearRival(spec: RouterSpec): string | undefined
  /** Why it does not mind that somebody deletes its virtual address, or undefined. */
  cannotLoseAddress(spec: RouterSpec): string | undefined
  /** Resolves when it listens. */
  start(lab: Lab, name: RouterName, spec: RouterSpec): Promise<RunningRouter>
}

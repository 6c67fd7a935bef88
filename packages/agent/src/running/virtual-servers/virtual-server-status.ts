import type { Duty, NamedCheckerStatus } from '@holdfast/check'

/** What is known of a virtual server; plain data. */
export interface VirtualServerStatus {
  /** In keepalived's words: `[192.0.2.10]:tcp:80`, `[GROUP]:0`, `FWM 7`. */
  readonly name: string
  /** What the kernel is to have of it: `tcp 192.0.2.10:80`. */
  readonly services: readonly string[]
  /** Whether it has its quorum. */
  readonly isUp: boolean
  /** Since it gained or lost the quorum. */
  readonly forMs: number
  /** What its live servers weigh, and what they have to. */
  readonly liveWeight: number
  readonly quorum: number
  /** Reached from below, it is up; fallen below, it is down: the quorum with its hysteresis. */
  readonly gain: number
  readonly loss: number
  /** `ha_suspend`: its address is not here, so that nothing is asked. */
  readonly isSuspended: boolean
  readonly servers: readonly ServerStatus[]
  /** `192.0.2.99:80`, where there is one. */
  readonly sorryServer: string | undefined
  /** Whether the sorry server stands in for all others. */
  readonly isSorry: boolean
  /** Why the kernel has it not as it should. */
  readonly failures: readonly string[]
}

/** A real server of it. */
export interface ServerStatus {
  /** `192.0.2.1:80` */
  readonly name: string
  readonly isUp: boolean
  /** Since it came up or went down, or since it is known. */
  readonly forMs: number
  /** What it has in the kernel; undefined while it is not there. */
  readonly weight: number | undefined
  /** Why it is down. */
  readonly because: string | undefined
  /** What an operator wants of it. */
  readonly duty: Duty
  readonly checks: readonly CheckStatus[]
}

/** What one of its checks has found. */
export type CheckStatus = Omit<NamedCheckerStatus, 'id'>

import type { CheckerStatus } from '../checker/checker.js'
import type { Duty } from './real-server-machine.js'

/** What is known of a real server. */
export interface RealServerStatus {
  readonly id: string
  readonly isUp: boolean
  /** While it is up and serving. */
  readonly weight: number
  readonly duty: Duty
  readonly checkers: readonly NamedCheckerStatus[]
}

export interface NamedCheckerStatus extends CheckerStatus {
  readonly id: string
  readonly description: string
}

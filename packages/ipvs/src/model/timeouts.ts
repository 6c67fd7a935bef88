import { ConfigError } from '@holdfast/core'
import { IssueList } from './issue-list.js'

/** After how long without a packet connections are forgotten, in milliseconds; whole seconds. */
export interface Timeouts {
  readonly tcpMs: number
  /** After the first FIN. */
  readonly tcpFinMs: number
  readonly udpMs: number
}

/** The kernel counts in ticks, at most 1000 a second, in an int. */
const longestSeconds = 2_147_483

/** Throws ConfigError for what the kernel would not take, or take for `leave it as it is`. */
export function checkTimeouts(timeouts: Partial<Timeouts>): void {
  const issues = new IssueList()
  for (const name of ['tcpMs', 'tcpFinMs', 'udpMs'] as const) {
    const value = timeouts[name]
    if (value !== undefined) issues.seconds(name, value, 1, longestSeconds)
  }
  if (issues.all.length > 0) throw new ConfigError('timeouts', issues.all)
}

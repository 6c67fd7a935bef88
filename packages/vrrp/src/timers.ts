import type { VrrpVersion } from './wire/advertisement.js'

/**
 * Skew time in milliseconds: orders the takeovers of several backups by priority.
 *
 * VRRPv2 skews by a fraction of one second whatever the interval (RFC 3768 5.3, rule 47); VRRPv3
 * by a fraction of the master's interval (RFC 9568 6.1 Skew_Time, rule 48). Multiplying before
 * dividing by 256 keeps every value exact in a double.
 */
export function skewMs(version: VrrpVersion, priority: number, masterAdverIntMs: number): number {
  return ((256 - priority) * (version === 2 ? 1000 : masterAdverIntMs)) / 256
}

/**
 * How long a backup listens before it believes that the master is gone, in milliseconds
 * (RFC 9568 6.1 Active_Down_Interval, rules 47-48). `adverts` is keepalived's
 * `down_timer_adverts`; every RFC fixes it at 3.
 */
export function masterDownIntervalMs(
  version: VrrpVersion,
  priority: number,
  masterAdverIntMs: number,
  adverts = 3,
): number {
  return adverts * masterAdverIntMs + skewMs(version, priority, masterAdverIntMs)
}

/** What RFC 3768 6.1 and RFC 9568 6.1 promise, worked out here without the code that is tested. */
export interface Timing {
  readonly version: 2 | 3
  readonly advertIntMs: number
  readonly priority: number
}

/** Rules 47 and 48: VRRPv2 counts the skew in a second, VRRPv3 in the interval. */
export function skewMs({ version, advertIntMs, priority }: Timing): number {
  return ((256 - priority) * (version === 2 ? 1000 : advertIntMs)) / 256
}

/** How long a router hears nothing before it takes over. */
export function masterDownMs(timing: Timing): number {
  return 3 * timing.advertIntMs + skewMs(timing)
}

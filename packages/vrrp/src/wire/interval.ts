import type { VrrpVersion } from './message.js'

/** Whole seconds in one octet (rule 9), or centiseconds in 12 bits (rule 14). */
const v2 = { unitMs: 1000, max: 255 }
const v3 = { unitMs: 10, max: 4095 }

/**
 * An interval in the units of the wire, rounded to the nearest and at least 1 (rule 12). It may
 * exceed what the field can hold: see `maxAdvertIntMs`.
 */
export function toWireInterval(version: VrrpVersion, advertIntMs: number): number {
  return Math.max(1, Math.round(advertIntMs / (version === 2 ? v2 : v3).unitMs))
}

/** Milliseconds of an interval field. */
export function fromWireInterval(version: VrrpVersion, units: number): number {
  return units * (version === 2 ? v2 : v3).unitMs
}

/** The longest interval that an advert can carry: 255 000 ms in VRRPv2, 40 950 ms in VRRPv3. */
export function maxAdvertIntMs(version: VrrpVersion): number {
  return fromWireInterval(version, (version === 2 ? v2 : v3).max)
}

/**
 * What peers read when a router is configured with `advertIntMs`: whole seconds in VRRPv2, whole
 * centiseconds in VRRPv3, never less than one of them (rule 12). The router's own timers must use
 * it too, or they would run apart from those of its peers.
 */
export function advertisedIntervalMs(version: VrrpVersion, advertIntMs: number): number {
  return fromWireInterval(version, toWireInterval(version, advertIntMs))
}

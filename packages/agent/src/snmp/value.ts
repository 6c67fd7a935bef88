import type { ObjectId } from './object-id.js'

/** A value of SNMP (RFC 2578 7.1), or why there is none (RFC 3416 3). */
export type SnmpValue =
  | {
      readonly kind: 'integer' | 'counter32' | 'gauge32' | 'timeTicks' | 'counter64'
      readonly value: number
    }
  | { readonly kind: 'octets' | 'ipAddress'; readonly bytes: Uint8Array }
  | { readonly kind: 'objectId'; readonly id: ObjectId }
  | { readonly kind: 'noSuchObject' | 'noSuchInstance' | 'endOfMibView' }

/** A value with its name. */
export interface Binding {
  readonly id: ObjectId
  readonly value: SnmpValue
}

export const integer = (value: number): SnmpValue => ({ kind: 'integer', value })
export const gauge = (value: number): SnmpValue => ({ kind: 'gauge32', value })
export const counter32 = (value: number): SnmpValue => ({ kind: 'counter32', value })
export const counter64 = (value: number): SnmpValue => ({ kind: 'counter64', value })
export const octets = (bytes: Uint8Array): SnmpValue => ({ kind: 'octets', bytes })
export const text = (value: string): SnmpValue => octets(new TextEncoder().encode(value))

/** The type `TruthValue` of RFC 2579, and most of what has two values in KEEPALIVED-MIB. */
export const truth = (value: boolean): SnmpValue => integer(value ? 1 : 2)

/** Hundredths of a second, which begin again at 0 after 497 days. */
export const timeTicks = (ms: number): SnmpValue => ({
  kind: 'timeTicks',
  value: Math.floor(ms / 10) % 2 ** 32,
})

import type { Authentication } from './wire/advertisement.js'

/** How a receiver tells a replayed advert: by its time and order, or by its order alone. */
export type AntiReplay = 'time' | 'monotonic'

/**
 * Stages of a migration (rule 138): sign, and accept nothing else; sign, and accept unsigned adverts
 * too; do not sign yet.
 */
export type HmacMode = 'enforce' | 'permissive' | 'receive-only'

/** A key that every node of the virtual router has under the same number. */
export interface HmacKeyConfig {
  /** 1..255. */
  readonly id: number
  /** 32 to 64 octets: text in UTF-8, or `hex:` and twice as many digits. */
  readonly key: string
}

/** keepalived's auth_hmac: adverts are signed by HMAC-SHA256, in either version (rules 135-138). */
export interface HmacAuthenticationConfig {
  readonly type: 'hmac'
  /** Whichever of them a sender names is accepted, so that they can be replaced one by one. */
  readonly keys: readonly HmacKeyConfig[]
  /** The key to sign with. Default: the first. */
  readonly activeKey?: number
  /** `time` (default) needs clocks that agree; `monotonic` does not, and tells nothing of age. */
  readonly antiReplay?: AntiReplay
  /** How far clocks may differ, 1000..300000. Default: three intervals, and 5000 at least. */
  readonly timeWindowMs?: number
  /** Default `enforce`. */
  readonly mode?: HmacMode
}

export type AuthenticationConfig = Authentication | HmacAuthenticationConfig

/** With every default filled in; keys as hexadecimal digits, so that it survives JSON. */
export interface HmacAuthentication {
  readonly type: 'hmac'
  readonly keys: readonly { readonly id: number; readonly secret: string }[]
  readonly activeKey: number
  readonly antiReplay: AntiReplay
  readonly timeWindowMs: number
  readonly mode: HmacMode
}

/** What the message itself says of authentication: HMAC stands behind it. */
export function messageAuthentication(
  authentication: Authentication | { readonly type: 'hmac' },
): Authentication {
  return authentication.type === 'hmac' ? { type: 'none' } : authentication
}

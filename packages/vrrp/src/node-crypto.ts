import { createHmac } from 'node:crypto'
import type { KeyedDigest } from './wire/keyed-digest.js'

/** HMAC-MD5 (RFC 2104), for AH. */
export const hmacMd5: KeyedDigest = (key, data) => createHmac('md5', key).update(data).digest()

/** HMAC-SHA256 (RFC 2104, FIPS 180-4). */
export const hmacSha256: KeyedDigest = (key, data) =>
  createHmac('sha256', key).update(data).digest()

/** Milliseconds since 1970: what a signature says of time has to mean the same on every node. */
export function systemUnixTimeMs(): number {
  return Date.now()
}

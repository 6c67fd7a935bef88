import { sameBytes } from './same-bytes.js'

/**
 * VRRPv2 authentication (rule 11). A password travels in clear and is cut to 8 bytes of UTF-8: it
 * keeps routers of different clusters apart, it keeps nobody out.
 */
export type Authentication =
  | { readonly type: 'none' }
  | { readonly type: 'pass'; readonly password: string }
  /** IPsec AH: the password is its key, cut in the same way, and stays at home (rule 133). */
  | { readonly type: 'ah'; readonly password: string }

/** What an advert says of itself. */
export type AuthenticationType = 'none' | 'pass' | 'ah'

/** By the number on the wire: RFC 2338 5.3.6, reserved but for 0 since RFC 3768. */
const types: readonly AuthenticationType[] = ['none', 'pass', 'ah']

/** Length of the authentication data that ends every VRRPv2 advert, used or not (rule 9). */
export const authenticationLength = 8

export function authenticationCode(type: AuthenticationType): number {
  return types.indexOf(type)
}

/** Undefined when no RFC ever defined `code`. */
export function authenticationType(code: number): AuthenticationType | undefined {
  return types[code]
}

/** The authentication data of a password: 8 bytes, zero padded. */
export function passwordBytes(password: string): Uint8Array {
  const bytes = new Uint8Array(authenticationLength)
  let length = 0
  for (let index = 0; index < password.length && length < authenticationLength; index += 1) {
    const codePoint = password.codePointAt(index) ?? 0
    if (codePoint > 0xffff) index += 1
    length = putUtf8(bytes, length, isSurrogate(codePoint) ? 0xfffd : codePoint)
  }
  return bytes
}

/**
 * Whether the 8 bytes at `offset` are this password's, in a time that tells nothing (rule 32).
 */
export function passwordMatches(message: Uint8Array, offset: number, password: string): boolean {
  return sameBytes(passwordBytes(password), message, offset)
}

/** Half of a pair is no character; every encoder puts U+FFFD in its place. */
function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff
}

/** Writes one character, as much of it as fits (a typed array ignores writes beyond its end). */
function putUtf8(bytes: Uint8Array, offset: number, codePoint: number): number {
  if (codePoint < 0x80) {
    bytes[offset] = codePoint
    return offset + 1
  }
  const continuations = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3
  const lead = [0xc0, 0xe0, 0xf0][continuations - 1] ?? 0
  bytes[offset] = lead | (codePoint >> (6 * continuations))
  for (let index = 1; index <= continuations; index += 1) {
    bytes[offset + index] = 0x80 | ((codePoint >> (6 * (continuations - index))) & 0x3f)
  }
  return offset + 1 + continuations
}

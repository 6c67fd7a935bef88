/**
 * Why a packet was not accepted, in the order of the checks: the first failure is the one reported
 * (rules 22-43). The strings are stable: they name counters.
 *
 * - `truncated`: shorter than the fixed header
 * - `familyError`: of the other IP family, or its two addresses differ in family
 * - `vridError`: 0, or for another virtual router
 * - `packetLengthError`: not the length that its address count asks for
 * - `ttlError`: outside the TTL or hop limit expected; for a range, `expected` is the bound it broke
 * - `versionError`: neither 2 nor 3, VRRPv2 over IPv6, or not the version expected
 * - `authExtMissing`: not signed by HMAC (rules 136, 138)
 * - `authExtMalformed`: a trailer of no known form
 * - `authExtStale`: signed too long ago, or too far in the future; seconds, as on the wire
 * - `authExtUnknownKey`: signed with a key that is not configured
 * - `authExtInvalidHmac`: the HMAC is wrong
 * - `authExtReplay`: not newer than what was heard of its sender
 * - `authTypeInvalid`: an authentication type that no RFC defines
 * - `authTypeMismatch`: another authentication type than ours; numbers as on the wire
 * - `authFailure`: a wrong password, or an AH check value that is not right
 * - `ahMalformed`: the AH header does not carry VRRP, or names another sender
 * - `ahReplay`: an AH sequence number that is not above the last one of its sender
 * - `intervalError`: 0, or in VRRPv2 not our interval; milliseconds
 * - `typeError`: not an ADVERTISEMENT
 * - `checksumError`: right in none of the forms that are accepted
 * - `destinationError`: multicast where unicast is spoken, or the reverse
 * - `ownerAdvert`: the owner of the addresses listens to nobody
 * - `addressCountError`: fewer addresses than asked for
 * - `sourceError`: not one of the unicast peers
 */
export type RejectionCode =
  | 'truncated'
  | 'familyError'
  | 'vridError'
  | 'packetLengthError'
  | 'ttlError'
  | 'versionError'
  | 'authExtMissing'
  | 'authExtMalformed'
  | 'authExtStale'
  | 'authExtUnknownKey'
  | 'authExtInvalidHmac'
  | 'authExtReplay'
  | 'authTypeInvalid'
  | 'authTypeMismatch'
  | 'authFailure'
  | 'ahMalformed'
  | 'ahReplay'
  | 'intervalError'
  | 'typeError'
  | 'checksumError'
  | 'destinationError'
  | 'ownerAdvert'
  | 'addressCountError'
  | 'sourceError'

/** The verdict on one packet. The text is made only when somebody asks, as a flood must stay cheap. */
export interface AdvertRejection {
  readonly code: RejectionCode
  readonly received?: number | string
  readonly expected?: number | string
}

/** What the received value is, and how the expected one relates to it. */
const words: Readonly<Record<RejectionCode, readonly [subject: string, relation: string]>> = {
  truncated: ['length', 'a header has'],
  familyError: ['IP version', 'expected'],
  vridError: ['VRID', 'expected'],
  packetLengthError: ['length', 'expected'],
  ttlError: ['TTL', 'limit'],
  versionError: ['version', 'expected'],
  authExtMissing: ['not signed by HMAC', 'expected'],
  authExtMalformed: ['HMAC trailer of unknown form', 'expected'],
  authExtStale: ['signed at', 'and now it is'],
  authExtUnknownKey: ['signed with unknown key', 'expected'],
  authExtInvalidHmac: ['wrong HMAC', 'expected'],
  authExtReplay: ['HMAC sequence number', 'the last one was'],
  authTypeInvalid: ['unknown authentication type', 'expected'],
  authTypeMismatch: ['authentication type', 'expected'],
  authFailure: ['wrong password', 'expected'],
  ahMalformed: ['AH header of unknown form', 'expected'],
  ahReplay: ['AH sequence number', 'the last one was'],
  intervalError: ['advert interval in ms', 'expected'],
  typeError: ['packet type', 'expected'],
  checksumError: ['checksum', 'computed'],
  destinationError: ['sent to', 'expected'],
  ownerAdvert: ['the owner of the addresses ignores adverts', 'expected'],
  addressCountError: ['address count', 'expected at least'],
  sourceError: ['sender is not a peer:', 'expected'],
}

/** One line for a log, such as `checksum 0x1234, computed 0xb8c8`. */
export function describeRejection(rejection: AdvertRejection): string {
  const { code, received, expected } = rejection
  const [subject, relation] = words[code]
  const left = received === undefined ? subject : `${subject} ${format(code, received)}`
  return expected === undefined ? left : `${left}, ${relation} ${format(code, expected)}`
}

function format(code: RejectionCode, fact: number | string): string {
  return code === 'checksumError' && typeof fact === 'number'
    ? `0x${fact.toString(16).padStart(4, '0')}`
    : String(fact)
}

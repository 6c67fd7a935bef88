import {
  type IpAddress,
  type IpDatagram,
  type IpFamily,
  ipFamily,
  ipFromBytes,
  octet,
  type Result,
  word,
} from '@holdfast/core'
import type { AdvertExpectations, TtlRange } from './advert-expectations.js'
import { trailerLength } from './auth-trailer.js'
import { checksumForms, computeChecksum, matchingForm, type ChecksumForm } from './checksum.js'
import { fromWireInterval, toWireInterval } from './interval.js'
import {
  advertisementType,
  headerLength,
  messageLength,
  type ReceivedAdvertisement,
  type VrrpVersion,
} from './message.js'
import { isGroup } from './protocol.js'
import type { AdvertRejection } from './rejection.js'
import {
  authenticationCode,
  authenticationLength,
  authenticationType,
  passwordMatches,
} from './v2-auth.js'

type ReceivedDatagram = Pick<IpDatagram, 'source' | 'destination' | 'ttl' | 'payload'>

type Verdict = AdvertRejection | undefined

/** What an Ethernet frame carries at least: 46 octets, of which the IPv4 header takes 20. */
const paddedPayloadLength = 46 - 20

/**
 * Reads an advert and checks it in the order of rules 22-43, which is keepalived's: the first
 * failure is the one reported. Never throws, whatever the bytes; the two addresses must be
 * canonical, as every `IpDatagram` has them.
 *
 * Some differences are not this function's business, as the advert counts all the same: another
 * interval in VRRPv3 is learned (rule 36), other addresses are worth a warning (rules 41-42).
 */
export function decodeAdvertisement(
  datagram: ReceivedDatagram,
  expected: AdvertExpectations = {},
): Result<ReceivedAdvertisement, AdvertRejection> {
  const { payload, source, destination } = datagram
  const family = ipFamily(source)
  const version = octet(payload, 0) >> 4
  const length = messageLength(version, family, octet(payload, 3))
  const flaw =
    checkIdentity(datagram, family, expected) ??
    checkFrame(datagram, family, version, length, expected) ??
    expected.checkTrailer?.(datagram, length) ??
    checkFields(payload, version, length, expected)
  if (flaw !== undefined) return { ok: false, error: flaw }

  const forms = acceptedForms(version, family, destination, expected.checksum)
  // A sender may have the kernel compute it, which counts the trailer as part of the message.
  const checksum =
    matchingForm(payload, length, forms, source, destination) ??
    (payload.length === length + trailerLength
      ? matchingForm(payload, payload.length, forms, source, destination)
      : undefined)
  if (checksum === undefined) return { ok: false, error: checksumError(datagram, length, forms) }

  const refusal = checkSender(datagram, family, expected)
  if (refusal !== undefined) return { ok: false, error: refusal }

  return { ok: true, value: read(datagram, family, version === 2 ? 2 : 3, checksum) }
}

/** Rules 22 and 26: whether the packet is an advert for this virtual router at all. */
function checkIdentity(
  datagram: ReceivedDatagram,
  family: IpFamily,
  expected: AdvertExpectations,
): Verdict {
  const { payload, destination } = datagram
  if (payload.length < headerLength) {
    return { code: 'truncated', received: payload.length, expected: headerLength }
  }
  const wantedFamily = expected.family ?? family
  if (family !== wantedFamily) {
    return { code: 'familyError', received: family, expected: wantedFamily }
  }
  if (ipFamily(destination) !== family) {
    return { code: 'familyError', received: ipFamily(destination), expected: family }
  }
  const vrid = octet(payload, 1)
  if (expected.virtualRouterId !== undefined && vrid !== expected.virtualRouterId) {
    return { code: 'vridError', received: vrid, expected: expected.virtualRouterId }
  }
  if (vrid === 0) return { code: 'vridError', received: 0 }
  // Over IPv6 this comes first (rule 26), over IPv4 only after the checksum (rule 38).
  return family === 6 ? checkDestination(destination, expected) : undefined
}

/** Rules 28-30. */
function checkFrame(
  datagram: ReceivedDatagram,
  family: IpFamily,
  version: number,
  length: number,
  expected: AdvertExpectations,
): Verdict {
  const received = datagram.payload.length
  const hasTrailer = expected.checkTrailer !== undefined && received === length + trailerLength
  if (received !== length && !hasTrailer && !(family === 4 && isPadded(received, length))) {
    return { code: 'packetLengthError', received, expected: length }
  }
  const flaw = checkTtl(datagram.ttl, expected.ttlOf?.[datagram.source] ?? expected.ttl)
  if (flaw !== undefined) return flaw
  const wanted = expected.version ?? (version === 2 ? 2 : 3)
  return version === wanted && (version === 3 || family === 4)
    ? undefined
    : { code: 'versionError', received: version, expected: family === 4 ? wanted : 3 }
}

/** Rule 29. */
function checkTtl(ttl: number, expected: number | TtlRange | undefined): Verdict {
  if (expected === undefined) return undefined
  const lowest = typeof expected === 'number' ? expected : expected.min
  const highest = typeof expected === 'number' ? expected : expected.max
  if (ttl > highest) return { code: 'ttlError', received: ttl, expected: highest }
  return ttl >= lowest ? undefined : { code: 'ttlError', received: ttl, expected: lowest }
}

/**
 * Rule 20: Ethernet pads a short frame to 46 octets, less 4 for each VLAN tag. IPv4 adverts are a
 * multiple of 4 long and padded ones are not, so that a truncated or overlong one is not mistaken.
 */
function isPadded(received: number, length: number): boolean {
  return received > length && received <= paddedPayloadLength && received % 4 === 2
}

/** Rules 32-36: what the fields mean, before the checksum has vouched for them. */
function checkFields(
  payload: Uint8Array,
  version: number,
  length: number,
  expected: AdvertExpectations,
): Verdict {
  const flaw =
    version === 2
      ? (checkAuthentication(payload, length, expected) ??
        checkV2Interval(octet(payload, 5), expected.advertIntMs))
      : undefined
  if (flaw !== undefined) return flaw

  const type = octet(payload, 0) & 0x0f
  if (type !== advertisementType) {
    return { code: 'typeError', received: type, expected: advertisementType }
  }
  // Rule 16 would let 0 pass as one centisecond, but a backup that learned it would still take over
  // from a living master after 36 ms of silence. Rejected by every profile (RFC 9568 erratum 8301).
  return version === 3 && readInterval(3, payload) === 0
    ? { code: 'intervalError', received: 0 }
    : undefined
}

function checkAuthentication(
  payload: Uint8Array,
  length: number,
  expected: AdvertExpectations,
): Verdict {
  const { authentication, checkHeader } = expected
  const code = octet(payload, 4)
  if (authenticationType(code) === undefined) return { code: 'authTypeInvalid', received: code }
  if (authentication === undefined) return undefined
  const wanted = authenticationCode(authentication.type)
  if (code !== wanted) return { code: 'authTypeMismatch', received: code, expected: wanted }
  const offset = length - authenticationLength
  return authentication.type === 'pass' &&
    !passwordMatches(payload, offset, authentication.password)
    ? { code: 'authFailure' }
    : checkHeader?.()
}

/** RFC 3768 7.1: the interval must be ours (rule 33); 0 is nobody's. */
function checkV2Interval(seconds: number, expectedMs: number | undefined): Verdict {
  const wanted = expectedMs === undefined ? seconds : toWireInterval(2, expectedMs)
  const received = fromWireInterval(2, seconds)
  if (seconds !== wanted) {
    return { code: 'intervalError', received, expected: fromWireInterval(2, wanted) }
  }
  return seconds === 0 ? { code: 'intervalError', received } : undefined
}

function acceptedForms(
  version: number,
  family: IpFamily,
  destination: IpAddress,
  only: ChecksumForm | undefined,
): readonly ChecksumForm[] {
  const forms = checksumForms(version, family, destination)
  return only === undefined || forms.length === 1 ? forms : [only]
}

function checksumError(
  datagram: ReceivedDatagram,
  length: number,
  forms: readonly ChecksumForm[],
): AdvertRejection {
  const { payload, source, destination } = datagram
  const form = forms[0] ?? 'pseudo-header'
  return {
    code: 'checksumError',
    received: word(payload, 6),
    expected: computeChecksum(payload, length, form, source, destination),
  }
}

/** Rules 38-43: whether this advert, although right, is one to listen to. */
function checkSender(
  datagram: ReceivedDatagram,
  family: IpFamily,
  expected: AdvertExpectations,
): Verdict {
  const { payload, source, destination } = datagram
  if (family === 4) {
    const flaw = checkDestination(destination, expected)
    if (flaw !== undefined) return flaw
  }
  if (expected.ownerIgnoresAdverts === true) return { code: 'ownerAdvert' }
  const count = octet(payload, 3)
  const minimum = expected.minimumAddresses ?? 0
  if (count < minimum) return { code: 'addressCountError', received: count, expected: minimum }
  return expected.sources !== undefined && !expected.sources.includes(source)
    ? { code: 'sourceError', received: source }
    : undefined
}

function checkDestination(destination: IpAddress, expected: AdvertExpectations): Verdict {
  const wanted = expected.destination
  if (wanted === undefined || isGroup(destination) === (wanted === 'multicast')) {
    return undefined
  }
  return { code: 'destinationError', received: destination, expected: wanted }
}

function read(
  datagram: ReceivedDatagram,
  family: IpFamily,
  version: VrrpVersion,
  checksum: ChecksumForm,
): ReceivedAdvertisement {
  const { payload, source, destination } = datagram
  const addresses: IpAddress[] = []
  const size = family === 4 ? 4 : 16
  const end = headerLength + size * octet(payload, 3)
  for (let offset = headerLength; offset < end; offset += size) {
    addresses.push(ipFromBytes(payload, family, offset))
  }
  return {
    version,
    virtualRouterId: octet(payload, 1),
    priority: octet(payload, 2),
    advertIntMs: fromWireInterval(version, readInterval(version, payload)),
    addresses,
    source,
    destination,
    checksum,
    authenticationType: version === 2 ? (authenticationType(octet(payload, 4)) ?? 'none') : 'none',
  }
}

/** The interval field in its own units; the four bits before VRRPv3's are reserved (rule 14). */
function readInterval(version: VrrpVersion, payload: Uint8Array): number {
  return version === 2 ? octet(payload, 5) : word(payload, 4) & 0x0fff
}

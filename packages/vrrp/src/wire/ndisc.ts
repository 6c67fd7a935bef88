import {
  foldChecksum,
  type IpAddress,
  type IpDatagram,
  ipFamily,
  ipFromBytes,
  ipToBytes,
  isMulticast,
  type MacAddress,
  macFromBytes,
  macToBytes,
  octet,
  pseudoHeaderSum,
  putWord,
  type Result,
  sumWords,
} from '@holdfast/core'

/*
 * Neighbor Advertisement (RFC 4861 4.4) with one option (4.6.1).
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 *   |   Type 136    |    Code 0     |           Checksum            |
 *   +-+-+-+---------+---------------+-------------------------------+
 *   |R|S|O|                      Reserved                           |
 *   +-+-+-+---------------------------------------------------------+
 *   |                                                               |
 *   |                        Target address                         |
 *   |                                                               |
 *   |                                                               |
 *   +---------------+---------------+-------------------------------+
 *   | Option type 2 | Length 1 (x8) |                               |
 *   +---------------+---------------+         Target MAC            |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 */

/** IPv6 next header of ICMPv6. */
export const icmpv6Protocol = 58

const allNodes: IpAddress = 'ff02::1'
/** RFC 4861 7.1.2: anything less came through a router. */
const ndiscHopLimit = 255

const neighborAdvertisementType = 136
const routerFlag = 0x80
const solicitedFlag = 0x40
const overrideFlag = 0x20
const fixedLength = 24
const targetLinkLayerAddress = 2
const linkLayerOptionLength = 8

export interface NeighborAdvertisement {
  readonly source: IpAddress
  /** The address spoken of. */
  readonly address: IpAddress
  /** Where it is, if the packet says. */
  readonly macAddress: MacAddress | undefined
  readonly router: boolean
  readonly solicited: boolean
  readonly override: boolean
}

/** The checks of RFC 4861 7.1.2. `typeError`: another ICMPv6 message. */
export type NeighborAdvertisementRejectionCode =
  | 'truncated'
  | 'typeError'
  | 'hopLimitError'
  | 'checksumError'
  | 'codeError'
  | 'targetError'
  | 'solicitedMulticast'
  | 'optionError'

export interface NeighborAdvertisementRejection {
  readonly code: NeighborAdvertisementRejectionCode
}

export interface UnsolicitedNeighborAdvertisement {
  /** The IPv6 address that moved here. */
  readonly address: IpAddress
  /** Where it is now. */
  readonly macAddress: MacAddress
  /** Whether this node forwards packets; default false. */
  readonly router?: boolean
}

/**
 * The datagram that tells every node on the link where an address is now (RFC 4861 7.2.6,
 * rule 119), sent from that address. Only the interface has to be added before it can be sent.
 */
export function encodeUnsolicitedNeighborAdvertisement(
  announcement: UnsolicitedNeighborAdvertisement,
): Omit<IpDatagram, 'interface'> {
  const { address, macAddress, router = false } = announcement
  const payload = new Uint8Array(fixedLength + linkLayerOptionLength)
  payload[0] = neighborAdvertisementType
  payload[4] = (router ? routerFlag : 0) | overrideFlag
  payload.set(ipToBytes(address), 8)
  payload[24] = targetLinkLayerAddress
  payload[25] = linkLayerOptionLength / 8
  payload.set(macToBytes(macAddress), 26)
  putWord(payload, 2, foldChecksum(coveredSum(payload, address, allNodes)))
  return {
    kind: 'ip',
    source: address,
    destination: allNodes,
    protocol: icmpv6Protocol,
    ttl: ndiscHopLimit,
    tos: 0,
    payload,
  }
}

/** Reads an ICMPv6 payload that may be a Neighbor Advertisement. Never throws, whatever the bytes. */
export function decodeNeighborAdvertisement(
  datagram: Pick<IpDatagram, 'source' | 'destination' | 'ttl' | 'payload'>,
): Result<NeighborAdvertisement, NeighborAdvertisementRejection> {
  const { source, destination, ttl, payload } = datagram
  if (ipFamily(source) !== 6 || ipFamily(destination) !== 6) return refuse('typeError')
  if (payload.length < fixedLength) return refuse('truncated')
  if (octet(payload, 0) !== neighborAdvertisementType) return refuse('typeError')
  if (ttl !== ndiscHopLimit) return refuse('hopLimitError')
  if (foldChecksum(coveredSum(payload, source, destination)) !== 0) return refuse('checksumError')
  if (octet(payload, 1) !== 0) return refuse('codeError')
  const address = ipFromBytes(payload, 6, 8)
  if (isMulticast(address)) return refuse('targetError')
  const flags = octet(payload, 4)
  const solicited = (flags & solicitedFlag) !== 0
  if (solicited && isMulticast(destination)) return refuse('solicitedMulticast')
  const option = findLinkLayerOption(payload)
  if (option === undefined) return refuse('optionError')
  return {
    ok: true,
    value: {
      source,
      address,
      macAddress: option === 'absent' ? undefined : macFromBytes(payload, option),
      router: (flags & routerFlag) !== 0,
      solicited,
      override: (flags & overrideFlag) !== 0,
    },
  }
}

function refuse(code: NeighborAdvertisementRejectionCode): {
  readonly ok: false
  readonly error: NeighborAdvertisementRejection
} {
  return { ok: false, error: { code } }
}

function coveredSum(payload: Uint8Array, source: IpAddress, destination: IpAddress): number {
  const covered = pseudoHeaderSum(source, destination, icmpv6Protocol, payload.length)
  return sumWords(payload, 0, payload.length, covered)
}

/** Offset of the MAC address in the options; undefined if these are malformed. */
function findLinkLayerOption(payload: Uint8Array): number | 'absent' | undefined {
  let found: number | 'absent' = 'absent'
  let offset = fixedLength
  while (offset < payload.length) {
    // An option of length 0 would be read for ever (RFC 4861 4.6).
    const length = octet(payload, offset + 1) * 8
    if (length === 0 || offset + length > payload.length) return undefined
    const isMac = length === linkLayerOptionLength
    if (octet(payload, offset) === targetLinkLayerAddress && isMac) found = offset + 2
    offset += length
  }
  return found
}

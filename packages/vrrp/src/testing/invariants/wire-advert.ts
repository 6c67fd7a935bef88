import { ipFamily, ipFromBytes, ipToBytes } from '@holdfast/core'
import type { IpAddress, IpDatagram, IpFamily } from '@holdfast/core'
import type { Reading } from './reading.js'

/** The fields of an advert as they stand on the wire, whether or not they make sense. */
export interface WireAdvert {
  readonly version: number
  readonly type: number
  readonly vrid: number
  readonly priority: number
  readonly count: number
  readonly intervalMs: number
  readonly authType: number
  readonly password: string
  /** The addresses as they are there; `addressesOf` reads them. */
  readonly list: Uint8Array
  readonly isWhole: boolean
  readonly isSound: boolean
}

const HEADER = 8
const NOTHING = new Uint8Array()

/** Reads an advert by the layouts of RFC 3768 5.1 and RFC 9568 5.2; undefined below a header. */
export function readAdvert({ source, destination, payload }: IpDatagram): WireAdvert | undefined {
  if (payload.length < HEADER) return undefined
  const family = ipFamily(source)
  const version = octet(payload, 0) >> 4
  const count = octet(payload, 3)
  const size = family === 4 ? 4 : 16
  const body = HEADER + size * count
  const length = version === 2 ? body + 8 : body
  const surplus = payload.length - length
  // Rule 20: an Ethernet frame has 46 bytes at least, 20 of them the IPv4 header.
  const isPadded = family === 4 && surplus > 0 && payload.length <= 26 && payload.length % 4 === 2
  const isWhole = surplus === 0 || isPadded
  return {
    version,
    type: octet(payload, 0) & 15,
    vrid: octet(payload, 1),
    priority: octet(payload, 2),
    count,
    intervalMs:
      version === 2
        ? octet(payload, 5) * 1000
        : (octet(payload, 4) & 15) * 2560 + octet(payload, 5) * 10,
    authType: octet(payload, 4),
    password: version === 2 && isWhole ? text(payload.subarray(body, body + 8)) : '',
    list: isWhole ? payload.subarray(HEADER, body) : NOTHING,
    isWhole,
    isSound: isWhole && isSumRight(payload.subarray(0, length), version, source, destination),
  }
}

export function addressesOf(list: Uint8Array, family: IpFamily): readonly IpAddress[] {
  const addresses: IpAddress[] = []
  for (let offset = 0; offset < list.length; offset += family === 4 ? 4 : 16) {
    addresses.push(ipFromBytes(list, family, offset))
  }
  return addresses
}

function octet(payload: Uint8Array, offset: number): number {
  return payload[offset] ?? 0
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)))
}

/** RFC 1071 over the message, with and without the pseudo-headers of rules 17-19. */
function isSumRight(
  message: Uint8Array,
  version: number,
  source: IpAddress,
  destination: IpAddress,
): boolean {
  const plain = sum(message)
  const isIpv6 = source.includes(':')
  if (version === 2) return isAllOnes(plain)
  const header = sum(ipToBytes(source)) + 112 + message.length
  if (isAllOnes(plain + header + sum(ipToBytes(destination)))) return true
  return !isIpv6 && (isAllOnes(plain) || isAllOnes(plain + header + OLD_DESTINATION))
}

/** keepalived once took the multicast group for the destination of unicast, too (rule 19). */
const OLD_DESTINATION = 224 * 256 + 18

function sum(bytes: Uint8Array): number {
  let total = 0
  for (let offset = 0; offset < bytes.length; offset += 2) {
    total += (bytes[offset] ?? 0) * 256 + (bytes[offset + 1] ?? 0)
  }
  return total
}

/** Ones' complement: a sum that includes its own checksum is minus zero. */
function isAllOnes(total: number): boolean {
  return total > 0 && total % 0xffff === 0
}

export function isGroupAddress(address: IpAddress): boolean {
  return address.includes(':') ? address.startsWith('ff') : Number.parseInt(address, 10) >= 224
}

/**
 * Why a router would not listen to an advert: the receive checks of RFC 3768 7.1, RFC 9568 7.1 and
 * rules 24-43. Undefined: it listens.
 */
export function flawOf(
  advert: WireAdvert | undefined,
  { source, destination, ttl }: Pick<IpDatagram, 'source' | 'destination' | 'ttl'>,
  reading: Reading,
  ownAddress: IpAddress,
): string | undefined {
  const { peers, version } = reading
  const isUnicast = peers.length > 0
  if (source === ownAddress) return 'it has the own source address'
  if (advert?.isWhole !== true) return 'its length is wrong'
  if (ttl !== 255 && !isUnicast) return 'its TTL is not 255'
  if (advert.version !== version) return 'its version is another'
  if (version === 2) {
    if (advert.authType !== (reading.password === undefined ? 0 : 1))
      return 'its type of password is another'
    if (reading.password !== undefined && advert.password !== reading.password)
      return 'its password is another'
    if (advert.intervalMs !== reading.intervalMs) return 'its interval is another'
  }
  if (advert.type !== 1) return 'it is no advertisement'
  if (advert.intervalMs === 0) return 'its interval is 0'
  if (!advert.isSound) return 'its checksum is wrong'
  if (isGroupAddress(destination) === isUnicast) return 'its destination is of the wrong kind'
  if (reading.deafOwner) return 'the owner listens to nobody'
  if (reading.needsAddresses && advert.count === 0) return 'it has no addresses'
  if (isUnicast && reading.checksSource && !peers.includes(source)) return 'its source is no peer'
  if (reading.profile !== 'rfc3768' || advert.priority === 255) return undefined
  const addresses = addressesOf(advert.list, reading.family)
  const isOurs =
    addresses.length === reading.advertised.length &&
    addresses.every((address) => reading.advertised.includes(address))
  return isOurs ? undefined : 'its addresses are others'
}

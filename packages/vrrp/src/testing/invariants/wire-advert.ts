import { ipFromBytes } from '@holdfast/core'
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

export function addressesOf(list: Uint8Array, family: IpFamily): readonly IpAddress[] {
  const addresses: IpAddress[] = []
  for (let offset = 0; offset < list.length; offset += family === 4 ? 4 : 16) {
    addresses.push(ipFromBytes(list, family, offset))
  }
  return addresses
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

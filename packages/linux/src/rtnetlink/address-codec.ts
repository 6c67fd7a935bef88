import { ipFamily, ipToBytes } from '@holdfast/core'
import { Attributes } from '../netlink/attributes.js'
import type { MessageWriter } from '../netlink/message-writer.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import {
  IFA_ADDRESS,
  IFA_BROADCAST,
  IFA_CACHEINFO,
  IFA_FLAGS,
  IFA_LABEL,
  IFA_LOCAL,
  IFA_PROTO,
} from './constants.js'
import { familyNumber, familyOf, readIp } from './family.js'
import type { AddressInfo } from './rtnetlink.js'

const fixedLength = 8
const forever = 0xffff_ffff

/**
 *     +---------------+---------------+---------------+---------------+
 *     |    family     | prefix length | lowest flags  |     scope     |
 *     +---------------+---------------+---------------+---------------+
 *     |                        interface index                        |
 *     +---------------------------------------------------------------+
 *     struct ifaddrmsg (linux/if_addr.h)
 *
 * IFA_LOCAL is the address; IFA_ADDRESS is the peer, or the address again where there is none.
 * IPv6 has IFA_ADDRESS alone unless there is a peer. The prefix length is that of IFA_ADDRESS.
 */
export function decodeAddress(payload: Uint8Array): AddressInfo | undefined {
  const family = familyOf(payload[0])
  if (family === undefined || payload.length < fixedLength) return undefined
  const view = viewOf(payload)
  const attributes = new Attributes(payload, fixedLength)
  const remote = readIp(attributes.bytes(IFA_ADDRESS), family)
  const address = readIp(attributes.bytes(IFA_LOCAL), family) ?? remote
  const prefixLength = view.getUint8(1)
  if (address === undefined || prefixLength > (family === 4 ? 32 : 128)) return undefined
  const broadcast = readIp(attributes.bytes(IFA_BROADCAST), family)
  const label = attributes.text(IFA_LABEL)
  const protocol = attributes.u8(IFA_PROTO)
  return {
    interfaceIndex: view.getUint32(4, isLittleEndian),
    address,
    prefixLength,
    ...(remote === undefined || remote === address ? {} : { peer: remote }),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(label === undefined ? {} : { label }),
    scope: view.getUint8(3),
    flags: attributes.u32(IFA_FLAGS) ?? view.getUint8(2),
    ...readLifetimes(attributes.bytes(IFA_CACHEINFO)),
    ...(protocol === undefined ? {} : { protocol }),
  }
}

/** An address to add or to renew. A kernel before 5.18 ignores `protocol`. */
export function writeAddress(writer: MessageWriter, address: AddressInfo): void {
  writeIdentity(writer, address)
  const { broadcast, label, flags, validLifetime, preferredLifetime, protocol } = address
  writer
    .attribute(IFA_BROADCAST, broadcast === undefined ? undefined : ipToBytes(broadcast))
    .textAttribute(IFA_LABEL, label)
    .u32Attribute(IFA_FLAGS, flags)
    .u8Attribute(IFA_PROTO, protocol)
  if (validLifetime === undefined && preferredLifetime === undefined) return
  const valid = validLifetime ?? forever
  writer.unmarkedNest(IFA_CACHEINFO, (info) => {
    // struct ifa_cacheinfo: preferred, valid, then two times of change that the kernel fills in.
    info
      .u32(preferredLifetime ?? valid)
      .u32(valid)
      .u32(0)
      .u32(0)
  })
}

/** What names an address that shall be deleted. */
export function writeIdentity(writer: MessageWriter, info: AddressInfo): void {
  const family = ipFamily(info.address)
  writer
    .u8(familyNumber(family))
    .u8(info.prefixLength)
    .u8((info.flags ?? 0) & 0xff)
    .u8(info.scope ?? 0)
    .u32(info.interfaceIndex)
  const local = ipToBytes(info.address)
  if (family === 4 || info.peer !== undefined) writer.attribute(IFA_LOCAL, local)
  writer.attribute(IFA_ADDRESS, info.peer === undefined ? local : ipToBytes(info.peer))
}

function readLifetimes(
  info: Uint8Array | undefined,
): Pick<AddressInfo, 'validLifetime' | 'preferredLifetime'> {
  if (info === undefined || info.length < 8) return {}
  const view = viewOf(info)
  const preferredLifetime = view.getUint32(0, isLittleEndian)
  const validLifetime = view.getUint32(4, isLittleEndian)
  return {
    ...(validLifetime === forever ? {} : { validLifetime }),
    ...(preferredLifetime === forever ? {} : { preferredLifetime }),
  }
}

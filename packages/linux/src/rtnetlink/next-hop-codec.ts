import { ipFamily, ipToBytes } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'
import { Attributes } from '../netlink/attributes.js'
import { align4 } from '../netlink/constants.js'
import type { MessageWriter } from '../netlink/message-writer.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import { RTA_GATEWAY, RTA_VIA, RTNH_F_ONLINK } from './constants.js'
import { familyNumber, familyOf, readIp } from './family.js'
import type { NextHop } from './rtnetlink.js'

const hopLength = 8

/** RTA_GATEWAY, or RTA_VIA where an IPv4 route goes through an IPv6 neighbour (RFC 5549). */
export function writeGateway(
  writer: MessageWriter,
  family: IpFamily,
  gateway: IpAddress | undefined,
): void {
  if (gateway === undefined) return
  const bytes = ipToBytes(gateway)
  if (ipFamily(gateway) === family) writer.attribute(RTA_GATEWAY, bytes)
  else writer.unmarkedNest(RTA_VIA, (via) => via.u16(familyNumber(ipFamily(gateway))).raw(bytes))
}

export function readGateway(attributes: Attributes, family: IpFamily): IpAddress | undefined {
  const via = attributes.bytes(RTA_VIA)
  if (via === undefined || via.length < 2) return readIp(attributes.bytes(RTA_GATEWAY), family)
  const viaFamily = familyOf(viewOf(via).getUint16(0, isLittleEndian))
  return viaFamily === undefined ? undefined : readIp(via.subarray(2), viaFamily)
}

/**
 *     +-------------------------------+---------------+---------------+
 *     |    length with attributes     |     flags     |  weight - 1   |
 *     +-------------------------------+---------------+---------------+
 *     |                        interface index                        |
 *     +---------------------------------------------------------------+
 *     struct rtnexthop (linux/rtnetlink.h), then its attributes; RTA_MULTIPATH is a row of them
 */
export function writeNextHops(
  writer: MessageWriter,
  family: IpFamily,
  hops: readonly NextHop[],
): void {
  for (const hop of hops) {
    writer.sized((part) => {
      part
        .u8(hop.onLink === true ? RTNH_F_ONLINK : 0)
        .u8((hop.weight ?? 1) - 1)
        .u32(hop.interfaceIndex ?? 0)
      writeGateway(part, family, hop.gateway)
    })
  }
}

export function readNextHops(bytes: Uint8Array, family: IpFamily): readonly NextHop[] {
  const hops: NextHop[] = []
  const view = viewOf(bytes)
  for (let at = 0; at + hopLength <= bytes.length;) {
    const length = view.getUint16(at, isLittleEndian)
    if (length < hopLength || at + length > bytes.length) break
    const attributes = new Attributes(bytes.subarray(at, at + length), hopLength)
    const gateway = readGateway(attributes, family)
    const interfaceIndex = view.getUint32(at + 4, isLittleEndian)
    hops.push({
      ...(gateway === undefined ? {} : { gateway }),
      ...(interfaceIndex === 0 ? {} : { interfaceIndex }),
      weight: view.getUint8(at + 3) + 1,
      ...((view.getUint8(at + 2) & RTNH_F_ONLINK) === 0 ? {} : { onLink: true }),
    })
    at += align4(length)
  }
  return hops
}

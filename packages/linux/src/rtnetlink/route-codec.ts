import { ipToBytes } from '@holdfast/core'
import { Attributes, eachAttribute } from '../netlink/attributes.js'
import type { MessageWriter } from '../netlink/message-writer.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import {
  RTA_DST,
  RTA_METRICS,
  RTA_MULTIPATH,
  RTA_OIF,
  RTA_PREFSRC,
  RTA_PRIORITY,
  RTA_TABLE,
  RTM_F_CLONED,
  RTNH_F_ONLINK,
} from './constants.js'
import { familyNumber, familyOf, readIp } from './family.js'
import { readGateway, readNextHops, writeGateway, writeNextHops } from './next-hop-codec.js'
import type { RouteInfo } from './rtnetlink.js'

const fixedLength = 12

/**
 *     +---------------+---------------+---------------+---------------+
 *     |    family     |  destination  |    source     |     TOS       |
 *     |               | prefix length | prefix length |               |
 *     +---------------+---------------+---------------+---------------+
 *     | lowest byte   |   protocol    |     scope     |     type      |
 *     | of the table  |               |               |               |
 *     +---------------+---------------+---------------+---------------+
 *     |                             flags                             |
 *     +---------------------------------------------------------------+
 *     struct rtmsg (linux/rtnetlink.h)
 */
export function decodeRoute(payload: Uint8Array): RouteInfo | undefined {
  const family = familyOf(payload[0])
  if (family === undefined || payload.length < fixedLength) return undefined
  const view = viewOf(payload)
  const flags = view.getUint32(8, isLittleEndian)
  // A cached copy of a route is not a route.
  if ((flags & RTM_F_CLONED) !== 0) return undefined
  const attributes = new Attributes(payload, fixedLength)
  const prefixLength = view.getUint8(1)
  const destination = readIp(attributes.bytes(RTA_DST), family)
  if (destination === undefined && prefixLength !== 0) return undefined
  const tos = view.getUint8(3)
  return {
    family,
    type: view.getUint8(7),
    ...(destination === undefined ? {} : { destination: { address: destination, prefixLength } }),
    ...readWay(attributes, family),
    ...((flags & RTNH_F_ONLINK) === 0 ? {} : { onLink: true }),
    ...(tos === 0 ? {} : { tos }),
    table: attributes.u32(RTA_TABLE) ?? view.getUint8(4),
    protocol: view.getUint8(5),
    scope: view.getUint8(6),
  }
}

export function writeRoute(writer: MessageWriter, route: RouteInfo): void {
  const { family, destination, interfaceIndex, preferredSource, nextHops, metrics } = route
  writer
    .u8(familyNumber(family))
    .u8(destination?.prefixLength ?? 0)
    .u8(0)
    .u8(route.tos ?? 0)
    .u8(route.table > 255 ? 0 : route.table)
    .u8(route.protocol)
    .u8(route.scope)
    .u8(route.type)
    .u32(route.onLink === true ? RTNH_F_ONLINK : 0)
    .attribute(RTA_DST, destination === undefined ? undefined : ipToBytes(destination.address))
    .u32Attribute(RTA_OIF, interfaceIndex)
    .u32Attribute(RTA_PRIORITY, route.priority)
    .attribute(RTA_PREFSRC, preferredSource === undefined ? undefined : ipToBytes(preferredSource))
    .u32Attribute(RTA_TABLE, route.table)
  writeGateway(writer, family, route.gateway)
  if (metrics !== undefined) {
    writer.nested(RTA_METRICS, (nest) => {
      for (const [type, value] of Object.entries(metrics)) nest.u32Attribute(Number(type), value)
    })
  }
  if (nextHops !== undefined) {
    writer.unmarkedNest(RTA_MULTIPATH, (row) => writeNextHops(row, family, nextHops))
  }
}

/** Where the route leads and how. */
function readWay(attributes: Attributes, family: 4 | 6): Partial<RouteInfo> {
  const gateway = readGateway(attributes, family)
  const interfaceIndex = attributes.u32(RTA_OIF)
  const preferredSource = readIp(attributes.bytes(RTA_PREFSRC), family)
  const priority = attributes.u32(RTA_PRIORITY)
  const metrics = readMetrics(attributes.bytes(RTA_METRICS))
  const hops = attributes.bytes(RTA_MULTIPATH)
  return {
    ...(gateway === undefined ? {} : { gateway }),
    ...(interfaceIndex === undefined ? {} : { interfaceIndex }),
    ...(preferredSource === undefined ? {} : { preferredSource }),
    ...(priority === undefined ? {} : { priority }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(hops === undefined ? {} : { nextHops: readNextHops(hops, family) }),
  }
}

/** Those that are numbers; the name of a congestion control algorithm (RTAX_CC_ALGO) is left out. */
function readMetrics(bytes: Uint8Array | undefined): Record<number, number> | undefined {
  if (bytes === undefined) return undefined
  const metrics: Record<number, number> = {}
  eachAttribute(bytes, 0, (type, value) => {
    if (value.length === 4 && type !== rtaxCongestionControl) {
      metrics[type] = viewOf(value).getUint32(0, isLittleEndian)
    }
  })
  return Object.keys(metrics).length === 0 ? undefined : metrics
}

const rtaxCongestionControl = 16

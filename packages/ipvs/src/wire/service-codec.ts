import { ipFromBytes, ipToBytes } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import { Attributes, networkOrder16 } from '@holdfast/linux'
import type { MessageWriter } from '@holdfast/linux'
import { serviceFamily } from '../model/service.js'
import type { SchedulerFlag, Service, ServiceId, ServiceProtocol } from '../model/service.js'
import { AF_INET, AF_INET6, IPVS_CMD_ATTR_SERVICE } from './constants.js'
import { decodeStatistics } from './statistics-codec.js'
import type { Statistics } from './statistics-codec.js'

const IPVS_SVC_ATTR_AF = 1
const IPVS_SVC_ATTR_PROTOCOL = 2
const IPVS_SVC_ATTR_ADDR = 3
const IPVS_SVC_ATTR_PORT = 4
const IPVS_SVC_ATTR_FWMARK = 5
const IPVS_SVC_ATTR_SCHED_NAME = 6
const IPVS_SVC_ATTR_FLAGS = 7
const IPVS_SVC_ATTR_TIMEOUT = 8
const IPVS_SVC_ATTR_NETMASK = 9
const IPVS_SVC_ATTR_STATS = 10
const IPVS_SVC_ATTR_PE_NAME = 11
const IPVS_SVC_ATTR_STATS64 = 12

const IP_VS_SVC_F_PERSISTENT = 1
const IP_VS_SVC_F_ONEPACKET = 4
const schedulerFlagBits: Readonly<Record<SchedulerFlag, number>> = {
  'flag-1': 8,
  'flag-2': 16,
  'flag-3': 32,
}
/** IP_VS_SVC_F_HASHED, 2, is the kernel's own. */
const changeableFlags = 0xffff_fffd

const protocolNumbers: Readonly<Record<ServiceProtocol, number>> = { tcp: 6, udp: 17, sctp: 132 }

/** A service that is in the kernel, and what has gone through it. */
export interface ServiceStatus {
  readonly service: Service
  readonly statistics: Statistics
}

/**
 * A service within an IPVS message: a nest of attributes, in host order unless said otherwise.
 *
 *     IPVS_CMD_ATTR_SERVICE
 *       AF u16           2 or 10
 *       FWMARK u32       either this,
 *       PROTOCOL u16     or these three: 6, 17, 132;
 *       ADDR             4 or 16 bytes; 16 in answers;
 *       PORT u16         in network order
 *       SCHED_NAME       text with a zero byte, at most 15 characters without
 *       FLAGS            struct ip_vs_flags { u32 flags, u32 mask of those that are meant }
 *       TIMEOUT u32      of persistence, in seconds; 0 without
 *       NETMASK u32      of persistence: in network order for IPv4, a prefix length for IPv6
 *       PE_NAME          as SCHED_NAME, where there is one
 */
export function writeService(writer: MessageWriter, service: Service): void {
  const { id, scheduler, persistence } = service
  writer.nested(IPVS_CMD_ATTR_SERVICE, (nest) => {
    writeKey(nest, id)
    nest.textAttribute(IPVS_SVC_ATTR_SCHED_NAME, scheduler)
    nest.sized((flags) => flags.u16(IPVS_SVC_ATTR_FLAGS).u32(flagsOf(service)).u32(changeableFlags))
    nest.u32Attribute(IPVS_SVC_ATTR_TIMEOUT, (persistence?.timeoutMs ?? 0) / 1000)
    if (serviceFamily(id) === 4) {
      const mask = ipToBytes(persistence?.granularity ?? '255.255.255.255')
      nest.attribute(IPVS_SVC_ATTR_NETMASK, mask)
    } else {
      nest.u32Attribute(IPVS_SVC_ATTR_NETMASK, Number(persistence?.granularity ?? 128))
    }
    nest.textAttribute(IPVS_SVC_ATTR_PE_NAME, persistence?.engine)
  })
}

/** Only what names a service. */
export function writeServiceId(writer: MessageWriter, id: ServiceId): void {
  writer.nested(IPVS_CMD_ATTR_SERVICE, (nest) => writeKey(nest, id))
}

function writeKey(nest: MessageWriter, id: ServiceId): void {
  nest.u16Attribute(IPVS_SVC_ATTR_AF, serviceFamily(id) === 4 ? AF_INET : AF_INET6)
  if (id.kind === 'fwmark') {
    nest.u32Attribute(IPVS_SVC_ATTR_FWMARK, id.mark)
    return
  }
  nest.u16Attribute(IPVS_SVC_ATTR_PROTOCOL, protocolNumbers[id.protocol])
  nest.attribute(IPVS_SVC_ATTR_ADDR, ipToBytes(id.address))
  nest.u16Attribute(IPVS_SVC_ATTR_PORT, networkOrder16(id.port))
}

function flagsOf({ schedulerFlags, onePacket, persistence }: Service): number {
  return schedulerFlags.reduce(
    (flags, name) => flags | schedulerFlagBits[name],
    (onePacket ? IP_VS_SVC_F_ONEPACKET : 0) |
      (persistence === undefined ? 0 : IP_VS_SVC_F_PERSISTENT),
  )
}

/** One answer of the kernel; undefined for what is no service that we know how to name. */
export function decodeService(bytes: Uint8Array): ServiceStatus | undefined {
  const nest = new Attributes(bytes).nested(IPVS_CMD_ATTR_SERVICE)
  const id = nest && decodeServiceId(nest)
  const scheduler = nest?.text(IPVS_SVC_ATTR_SCHED_NAME)
  // struct ip_vs_flags begins with the flags; the mask after them is all ones.
  const flags = nest?.u32(IPVS_SVC_ATTR_FLAGS)
  if (id === undefined || scheduler === undefined || flags === undefined) return undefined
  const schedulerFlags = Object.entries(schedulerFlagBits)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name as SchedulerFlag)
  const isPersistent = (flags & IP_VS_SVC_F_PERSISTENT) !== 0
  return {
    service: {
      id,
      scheduler,
      schedulerFlags,
      onePacket: (flags & IP_VS_SVC_F_ONEPACKET) !== 0,
      persistence: isPersistent
        ? {
            timeoutMs: (nest?.u32(IPVS_SVC_ATTR_TIMEOUT) ?? 0) * 1000,
            granularity: decodeGranularity(nest, serviceFamily(id)),
            engine: nest?.text(IPVS_SVC_ATTR_PE_NAME),
          }
        : undefined,
    },
    statistics: decodeStatistics(
      nest?.nested(IPVS_SVC_ATTR_STATS64) ?? nest?.nested(IPVS_SVC_ATTR_STATS),
    ),
  }
}

function decodeServiceId(nest: Attributes): ServiceId | undefined {
  const family = decodeFamily(nest.u16(IPVS_SVC_ATTR_AF))
  const mark = nest.u32(IPVS_SVC_ATTR_FWMARK) ?? 0
  if (family === undefined) return undefined
  if (mark !== 0) return { kind: 'fwmark', mark, family }
  const number = nest.u16(IPVS_SVC_ATTR_PROTOCOL)
  const names = ['tcp', 'udp', 'sctp'] as const
  const protocol = names.find((name) => protocolNumbers[name] === number)
  const address = nest.bytes(IPVS_SVC_ATTR_ADDR)
  const port = nest.u16(IPVS_SVC_ATTR_PORT)
  if (protocol === undefined || port === undefined) return undefined
  if (address === undefined || address.length < (family === 4 ? 4 : 16)) return undefined
  return {
    kind: 'address',
    protocol,
    address: ipFromBytes(address, family),
    port: networkOrder16(port),
  }
}

function decodeGranularity(nest: Attributes | undefined, family: IpFamily): string {
  if (family === 6) return String(nest?.u32(IPVS_SVC_ATTR_NETMASK) ?? 128)
  const mask = nest?.bytes(IPVS_SVC_ATTR_NETMASK)
  return mask === undefined || mask.length < 4 ? '255.255.255.255' : ipFromBytes(mask, 4)
}

/** AF_INET and AF_INET6; nothing else has virtual servers. */
export function decodeFamily(number: number | undefined): IpFamily | undefined {
  if (number === AF_INET) return 4
  return number === AF_INET6 ? 6 : undefined
}

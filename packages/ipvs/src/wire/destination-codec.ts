import { ipFamily, ipFromBytes, ipToBytes } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import { Attributes, networkOrder16 } from '@holdfast/linux'
import type { MessageWriter } from '@holdfast/linux'
import type { Destination, DestinationId, Forwarding, Tunnel } from '../model/destination.js'
import { AF_INET, AF_INET6, IPVS_CMD_ATTR_DEST } from './constants.js'
import { decodeFamily } from './service-codec.js'
import { decodeStatistics } from './statistics-codec.js'
import type { Statistics } from './statistics-codec.js'

const IPVS_DEST_ATTR_ADDR = 1
const IPVS_DEST_ATTR_PORT = 2
const IPVS_DEST_ATTR_FWD_METHOD = 3
const IPVS_DEST_ATTR_WEIGHT = 4
const IPVS_DEST_ATTR_U_THRESH = 5
const IPVS_DEST_ATTR_L_THRESH = 6
const IPVS_DEST_ATTR_ACTIVE_CONNS = 7
const IPVS_DEST_ATTR_INACT_CONNS = 8
const IPVS_DEST_ATTR_PERSIST_CONNS = 9
const IPVS_DEST_ATTR_STATS = 10
const IPVS_DEST_ATTR_ADDR_FAMILY = 11
const IPVS_DEST_ATTR_STATS64 = 12
const IPVS_DEST_ATTR_TUN_TYPE = 13
const IPVS_DEST_ATTR_TUN_PORT = 14
const IPVS_DEST_ATTR_TUN_FLAGS = 15

/** By their IP_VS_CONN_F_* number. */
const methods = ['masq', 'local', 'tunnel', 'direct', 'bypass'] as const
const IP_VS_CONN_F_FWD_MASK = 7
/** By their IP_VS_CONN_F_TUNNEL_TYPE_* number. */
const tunnelTypes = ['ipip', 'gue', 'gre'] as const
const IP_VS_TUNNEL_ENCAP_FLAG_CSUM = 1
const IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM = 2

/** Connections that a destination has now. */
export interface ConnectionCounts {
  /** Established ones of TCP and SCTP. */
  readonly active: number
  /** All others: being set up or torn down, and those of UDP. */
  readonly inactive: number
  /** Clients that persistence has assigned to it. */
  readonly persistent: number
}

/** A destination that is in the kernel. */
export interface DestinationStatus {
  readonly destination: Destination
  readonly connections: ConnectionCounts
  readonly statistics: Statistics
}

/**
 * A destination within an IPVS message, beside the key of its service: a nest of attributes, in host
 * order unless said otherwise.
 *
 *     IPVS_CMD_ATTR_DEST
 *       ADDR             4 or 16 bytes; 16 in answers
 *       PORT u16         in network order
 *       ADDR_FAMILY u16  2 or 10, since Linux 3.18; that of the service before
 *       FWD_METHOD u32   the lowest three bits: masq 0, local 1, tunnel 2, direct 3, bypass 4
 *       WEIGHT u32
 *       U_THRESH u32
 *       L_THRESH u32
 *       TUN_TYPE u8      ipip 0, gue 1, gre 2; gue since Linux 5.2, gre and flags since 5.3
 *       TUN_PORT u16     in network order
 *       TUN_FLAGS u16    csum 1, remcsum 2
 */
export function writeDestination(writer: MessageWriter, destination: Destination): void {
  const { forwarding, weight, upperThreshold, lowerThreshold } = destination
  writer.nested(IPVS_CMD_ATTR_DEST, (nest) => {
    writeKey(nest, destination)
    nest.u32Attribute(IPVS_DEST_ATTR_FWD_METHOD, methods.indexOf(forwarding.method))
    nest.u32Attribute(IPVS_DEST_ATTR_WEIGHT, weight)
    nest.u32Attribute(IPVS_DEST_ATTR_U_THRESH, upperThreshold)
    nest.u32Attribute(IPVS_DEST_ATTR_L_THRESH, lowerThreshold)
    if (forwarding.method === 'tunnel') writeTunnel(nest, forwarding.tunnel)
  })
}

/** Only what names a destination. */
export function writeDestinationId(writer: MessageWriter, id: DestinationId): void {
  writer.nested(IPVS_CMD_ATTR_DEST, (nest) => writeKey(nest, id))
}

function writeKey(nest: MessageWriter, { address, port }: DestinationId): void {
  nest.attribute(IPVS_DEST_ATTR_ADDR, ipToBytes(address))
  nest.u16Attribute(IPVS_DEST_ATTR_PORT, networkOrder16(port))
  nest.u16Attribute(IPVS_DEST_ATTR_ADDR_FAMILY, ipFamily(address) === 4 ? AF_INET : AF_INET6)
}

/** Plain ipip needs no words: kernels before 5.2 know nothing else. */
function writeTunnel(nest: MessageWriter, tunnel: Tunnel): void {
  if (tunnel.type === 'ipip') return
  nest.u8Attribute(IPVS_DEST_ATTR_TUN_TYPE, tunnelTypes.indexOf(tunnel.type))
  if (tunnel.type === 'gue') {
    nest.u16Attribute(IPVS_DEST_ATTR_TUN_PORT, networkOrder16(tunnel.port))
  }
  const { checksum } = tunnel
  const csum = checksum === 'csum' ? IP_VS_TUNNEL_ENCAP_FLAG_CSUM : 0
  const remcsum = checksum === 'remcsum' ? IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM : 0
  nest.u16Attribute(IPVS_DEST_ATTR_TUN_FLAGS, csum | remcsum)
}

/**
 * One answer of the kernel; `family` is that of the service, for kernels that say none. Undefined
 * for what makes no sense.
 */
export function decodeDestination(
  bytes: Uint8Array,
  family: IpFamily,
): DestinationStatus | undefined {
  const nest = new Attributes(bytes).nested(IPVS_CMD_ATTR_DEST)
  const address = nest?.bytes(IPVS_DEST_ATTR_ADDR)
  const port = nest?.u16(IPVS_DEST_ATTR_PORT)
  const own = decodeFamily(nest?.u16(IPVS_DEST_ATTR_ADDR_FAMILY)) ?? family
  if (nest === undefined || port === undefined) return undefined
  if (address === undefined || address.length < (own === 4 ? 4 : 16)) return undefined
  const number = (type: number): number => nest.u32(type) ?? 0
  return {
    destination: {
      address: ipFromBytes(address, own),
      port: networkOrder16(port),
      forwarding: decodeForwarding(nest),
      weight: number(IPVS_DEST_ATTR_WEIGHT),
      upperThreshold: number(IPVS_DEST_ATTR_U_THRESH),
      lowerThreshold: number(IPVS_DEST_ATTR_L_THRESH),
    },
    connections: {
      active: number(IPVS_DEST_ATTR_ACTIVE_CONNS),
      inactive: number(IPVS_DEST_ATTR_INACT_CONNS),
      persistent: number(IPVS_DEST_ATTR_PERSIST_CONNS),
    },
    statistics: decodeStatistics(
      nest.nested(IPVS_DEST_ATTR_STATS64) ?? nest.nested(IPVS_DEST_ATTR_STATS),
    ),
  }
}

function decodeForwarding(nest: Attributes): Forwarding {
  const method = methods[(nest.u32(IPVS_DEST_ATTR_FWD_METHOD) ?? 0) & IP_VS_CONN_F_FWD_MASK]
  if (method !== 'tunnel') return { method: method ?? 'masq' }
  const type = tunnelTypes[nest.u8(IPVS_DEST_ATTR_TUN_TYPE) ?? 0] ?? 'ipip'
  if (type === 'ipip') return { method, tunnel: { type } }
  const flags = nest.u16(IPVS_DEST_ATTR_TUN_FLAGS) ?? 0
  const checksum = (flags & IP_VS_TUNNEL_ENCAP_FLAG_CSUM) === 0 ? 'nocsum' : 'csum'
  if (type === 'gre') return { method, tunnel: { type, checksum } }
  const isRemote = (flags & IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM) !== 0
  const port = networkOrder16(nest.u16(IPVS_DEST_ATTR_TUN_PORT) ?? 0)
  return { method, tunnel: { type, port, checksum: isRemote ? 'remcsum' : checksum } }
}

import { ipFamily, ipToBytes } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import type { Ipvs, IpvsInfo } from '../kernel/ipvs.js'
import type { ServiceId } from '../model/service.js'
import { serviceFamily } from '../model/service.js'
import type { DestinationStatus } from '../wire/destination-codec.js'
import type { ServiceStatus } from '../wire/service-codec.js'

/** A service that is in the kernel, with its servers. */
export interface ListedService extends ServiceStatus {
  readonly destinations: readonly DestinationStatus[]
}

/** The kernel's table at a moment. */
export interface TableListing {
  readonly info: IpvsInfo
  /** In the order of ipvsadm. */
  readonly services: readonly ListedService[]
}

/** Reads everything that is in the kernel, whosever it is. Throws IpvsError. */
export function listTable(ipvs: Pick<Ipvs, 'info' | 'services' | 'destinations'>): TableListing {
  const services = ipvs.services().map((status) => ({
    ...status,
    destinations: ipvs
      .destinations(status.service.id)
      .toSorted(({ destination: one }, { destination: other }) => compareEndpoints(one, other)),
  }))
  return {
    info: ipvs.info(),
    services: services.toSorted((one, other) => compareServices(one.service.id, other.service.id)),
  }
}

const protocols = ['tcp', 'udp', 'sctp'] as const

function compareServices(one: ServiceId, other: ServiceId): number {
  const byMark = markOf(one) - markOf(other)
  if (byMark !== 0) return byMark
  const byFamily = serviceFamily(one) - serviceFamily(other)
  if (byFamily !== 0 || one.kind === 'fwmark' || other.kind === 'fwmark') return byFamily
  const byProtocol = protocols.indexOf(one.protocol) - protocols.indexOf(other.protocol)
  return byProtocol === 0 ? compareEndpoints(one, other) : byProtocol
}

function markOf(id: ServiceId): number {
  return id.kind === 'fwmark' ? id.mark : 0
}

interface Endpoint {
  readonly address: IpAddress
  readonly port: number
}

function compareEndpoints(one: Endpoint, other: Endpoint): number {
  const byAddress = compareAddresses(one.address, other.address)
  return byAddress === 0 ? one.port - other.port : byAddress
}

function compareAddresses(one: IpAddress, other: IpAddress): number {
  const byFamily = ipFamily(one) - ipFamily(other)
  if (byFamily !== 0) return byFamily
  const [left, right] = [ipToBytes(one), ipToBytes(other)]
  if (ipFamily(one) === 4) return (wordOf(left) - wordOf(right)) | 0
  const at = left.findIndex((byte, index) => byte !== right[index])
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0)
}

/**
 * ipvsadm subtracts IPv4 addresses as 32-bit numbers and lets the difference wrap, so that 192.0.2.1
 * comes before 9.0.0.1. Two listings can only be compared line by line in the same order.
 */
function wordOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0)
}

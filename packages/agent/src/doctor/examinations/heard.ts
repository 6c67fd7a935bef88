import { ipFamily } from '@holdfast/core'
import type { IpDatagram } from '@holdfast/core'
import { ahProtocol, peekVirtualRouterId } from '@holdfast/vrrp'
import type { VrrpParameters } from '@holdfast/vrrp'

/** RFC 4302: what VRRP has of it is 24 octets long. */
const authenticationHeaderBytes = 24

export function virtualRouterIdOf({ protocol, payload }: IpDatagram): number | undefined {
  return peekVirtualRouterId(payload, protocol === ahProtocol ? authenticationHeaderBytes : 0)
}

/** Whether a packet is about the virtual router of an instance. */
export function isForInstance(datagram: IpDatagram, instance: VrrpParameters): boolean {
  return (
    datagram.interface === instance.interface &&
    ipFamily(datagram.source) === instance.family &&
    virtualRouterIdOf(datagram) === instance.virtualRouterId
  )
}

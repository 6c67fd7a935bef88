import { ipFamily } from '@holdfast/core'
import type { IpDatagram } from '@holdfast/core'
import { advertOffset, peekVirtualRouterId } from '@holdfast/vrrp'
import type { VrrpParameters } from '@holdfast/vrrp'

export function virtualRouterIdOf({ protocol, payload }: IpDatagram): number | undefined {
  return peekVirtualRouterId(payload, advertOffset(protocol))
}

/** Whether a packet is about the virtual router of an instance. */
export function isForInstance(datagram: IpDatagram, instance: VrrpParameters): boolean {
  return (
    datagram.interface === instance.interface &&
    ipFamily(datagram.source) === instance.family &&
    virtualRouterIdOf(datagram) === instance.virtualRouterId
  )
}

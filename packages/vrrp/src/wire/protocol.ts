import { isMulticast, type IpAddress, type IpFamily } from '@holdfast/core'

/** IP protocol number of VRRP (RFC 9568 5.1.1.4, rule 1). */
export const vrrpProtocol = 112

/** IP protocol number of AH, which may stand before a VRRPv2 message (RFC 2402 2, rule 133). */
export const ahProtocol = 51

/** TTL or hop limit of every advert: one that crossed a router shows it (RFC 9568 5.1.1.3). */
export const vrrpTtl = 255

/** Class CS6, network control: what keepalived sends (rule 7). */
export const vrrpTos = 0xc0

const group4 = '224.0.0.18'
const group6 = 'ff02::12'

/** The multicast group that IANA assigned to VRRP (RFC 9568 5.1.1.2 and 5.1.2.2). */
export function vrrpGroup(family: IpFamily): IpAddress {
  return family === 4 ? group4 : group6
}

/** Whether adverts go to a group. The usual ones are known without looking into the text. */
export function isGroup(destination: IpAddress): boolean {
  return destination === group4 || destination === group6 || isMulticast(destination)
}

import type { NetlinkRequest } from '../netlink/netlink-socket.js'
import {
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
} from '../netlink/constants.js'
import { MessageWriter } from '../netlink/message-writer.js'
import { writeAddress, writeIdentity } from './address-codec.js'
import {
  RTM_DELADDR,
  RTM_DELLINK,
  RTM_DELROUTE,
  RTM_DELRULE,
  RTM_NEWADDR,
  RTM_NEWLINK,
  RTM_NEWROUTE,
  RTM_NEWRULE,
} from './constants.js'
import { writeAlias, writeLinkChange, writeLinkHeader, writeMacvlan } from './link-codec.js'
import { writeRoute } from './route-codec.js'
import type { AddressInfo, KernelChange, RouteInfo, RuleInfo } from './rtnetlink.js'
import { writeRule } from './rule-codec.js'

const plain = NLM_F_REQUEST | NLM_F_ACK
const createOnly = plain | NLM_F_CREATE | NLM_F_EXCL
const createOrReplace = plain | NLM_F_CREATE | NLM_F_REPLACE

/** The request that asks the kernel for a change; a macvlan gets its alias by `encodeAlias`. */
export function encodeChange(change: KernelChange): NetlinkRequest {
  switch (change.type) {
    case 'setAddress':
      return encodeNewAddress(createOrReplace, change.address)
    case 'addAddress':
      return encodeNewAddress(createOnly, change.address)
    case 'deleteAddress': {
      const about = describeAddress(change.address)
      return encode('RTM_DELADDR', RTM_DELADDR, plain, about, (writer) =>
        writeIdentity(writer, change.address),
      )
    }
    case 'setRoute':
      return encodeRoute('RTM_NEWROUTE', RTM_NEWROUTE, createOrReplace, change.route)
    case 'addRoute':
      return encodeRoute('RTM_NEWROUTE', RTM_NEWROUTE, createOnly, change.route)
    case 'deleteRoute':
      return encodeRoute('RTM_DELROUTE', RTM_DELROUTE, plain, change.route)
    case 'addRule':
      return encodeRule('RTM_NEWRULE', RTM_NEWRULE, createOnly, change.rule)
    case 'deleteRule':
      return encodeRule('RTM_DELRULE', RTM_DELRULE, plain, change.rule)
    case 'addMacvlan':
      return encode('RTM_NEWLINK', RTM_NEWLINK, createOnly, change.name, (writer) =>
        writeMacvlan(writer, change),
      )
    case 'setLink': {
      const about = `interface ${change.index}`
      return encode('RTM_NEWLINK', RTM_NEWLINK, plain, about, (writer) =>
        writeLinkChange(writer, change),
      )
    }
    case 'deleteLink': {
      const about = `interface ${change.index}`
      return encode('RTM_DELLINK', RTM_DELLINK, plain, about, (writer) =>
        writeLinkHeader(writer, change.index),
      )
    }
  }
}

/** Names the maker of an interface that was just made. */
export function encodeAlias(name: string, alias: string): NetlinkRequest {
  return encode('RTM_NEWLINK', RTM_NEWLINK, plain, name, (writer) =>
    writeAlias(writer, name, alias),
  )
}

function encodeNewAddress(flags: number, address: AddressInfo): NetlinkRequest {
  return encode('RTM_NEWADDR', RTM_NEWADDR, flags, describeAddress(address), (writer) =>
    writeAddress(writer, address),
  )
}

function encodeRoute(call: string, type: number, flags: number, route: RouteInfo): NetlinkRequest {
  return encode(call, type, flags, describeRoute(route), (writer) => writeRoute(writer, route))
}

function encodeRule(call: string, type: number, flags: number, rule: RuleInfo): NetlinkRequest {
  return encode(call, type, flags, `IPv${rule.family}`, (writer) => writeRule(writer, rule))
}

function encode(
  call: string,
  type: number,
  flags: number,
  about: string,
  write: (writer: MessageWriter) => void,
): NetlinkRequest {
  const writer = new MessageWriter(type, flags)
  write(writer)
  return { bytes: writer.finish(), call, about }
}

function describeAddress({ address, prefixLength, interfaceIndex }: AddressInfo): string {
  return `${address}/${prefixLength} on interface ${interfaceIndex}`
}

function describeRoute({ family, destination }: RouteInfo): string {
  if (destination === undefined) return `the default route of IPv${family}`
  return `${destination.address}/${destination.prefixLength}`
}

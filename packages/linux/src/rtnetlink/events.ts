import type { NetlinkMessage } from '../netlink/message.js'
import { decodeAddress } from './address-codec.js'
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
import { decodeLink } from './link-codec.js'
import { decodeRoute } from './route-codec.js'
import type { KernelEvent } from './rtnetlink.js'
import { decodeRule } from './rule-codec.js'

/** What a message of the monitor says; undefined for what we have no use for or do not understand. */
export function decodeEvent({ type, payload }: NetlinkMessage): KernelEvent | undefined {
  switch (type) {
    case RTM_NEWLINK:
    case RTM_DELLINK: {
      const link = decodeLink(payload)
      return link && { type: type === RTM_NEWLINK ? 'link' : 'linkGone', link }
    }
    case RTM_NEWADDR:
    case RTM_DELADDR: {
      const address = decodeAddress(payload)
      return address && { type: type === RTM_NEWADDR ? 'address' : 'addressGone', address }
    }
    case RTM_NEWROUTE:
    case RTM_DELROUTE: {
      const route = decodeRoute(payload)
      return route && { type: type === RTM_NEWROUTE ? 'route' : 'routeGone', route }
    }
    case RTM_NEWRULE:
    case RTM_DELRULE: {
      const rule = decodeRule(payload)
      return rule && { type: type === RTM_NEWRULE ? 'rule' : 'ruleGone', rule }
    }
    default:
      return undefined
  }
}

import { silentLogger } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import { NETLINK_ROUTE, NLM_F_DUMP, NLM_F_REQUEST } from '../netlink/constants.js'
import { MessageWriter } from '../netlink/message-writer.js'
import type { NetlinkMonitor } from '../netlink/netlink-monitor.js'
import type { NetlinkSocket } from '../netlink/netlink-socket.js'
import { openMonitor, openNetlink } from '../netlink/open-netlink.js'
import { decodeAddress } from './address-codec.js'
import { encodeAlias, encodeChange } from './changes.js'
import {
  IFLA_EXT_MASK,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETADDR,
  RTM_GETLINK,
  RTM_GETNEIGH,
  RTM_GETROUTE,
  RTM_GETRULE,
  RTNLGRP_IPV4_IFADDR,
  RTNLGRP_IPV4_ROUTE,
  RTNLGRP_IPV4_RULE,
  RTNLGRP_IPV6_IFADDR,
  RTNLGRP_IPV6_ROUTE,
  RTNLGRP_IPV6_RULE,
  RTNLGRP_LINK,
} from './constants.js'
import { decodeEvent } from './events.js'
import { familyNumber } from './family.js'
import { decodeLink, writeLinkHeader } from './link-codec.js'
import { decodeNeighbour } from './neighbour-codec.js'
import { decodeRoute } from './route-codec.js'
import type {
  AddressInfo,
  ChangeOutcome,
  KernelChange,
  KernelEvent,
  LinkInfo,
  NeighbourInfo,
  RouteInfo,
  Rtnetlink,
  RuleInfo,
} from './rtnetlink.js'
import { decodeRule } from './rule-codec.js'
import { Watchers } from './watchers.js'

export interface RtnetlinkOptions {
  /** Told of watchers that throw. */
  readonly logger?: Logger
  /** Bytes of events that the kernel may keep while the process is busy; default 8 MiB. */
  readonly receiveBuffer?: number
}

/**
 * The tables of the network namespace the process is in. Reading needs no privilege, changing needs
 * CAP_NET_ADMIN: without it each change ends in EPERM. Watching does not keep the process alive.
 * Throws SystemCallError, and AddonMissingError where the addon was not built.
 */
export function openRtnetlink(options: RtnetlinkOptions = {}): Rtnetlink {
  const socket = openNetlink(NETLINK_ROUTE)
  const open = (tell: (event: KernelEvent) => void): NetlinkMonitor => openEvents(tell, options)
  return new KernelRtnetlink(socket, new Watchers(open, options.logger ?? silentLogger))
}

const done: ChangeOutcome = { ok: true }

class KernelRtnetlink implements Rtnetlink {
  readonly #socket: NetlinkSocket
  readonly #watchers: Watchers

  constructor(socket: NetlinkSocket, watchers: Watchers) {
    this.#socket = socket
    this.#watchers = watchers
  }

  links(): readonly LinkInfo[] {
    return this.#dump('RTM_GETLINK', RTM_GETLINK, decodeLink, (writer) => {
      writeLinkHeader(writer)
      writer.u32Attribute(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)
    })
  }

  addresses(): readonly AddressInfo[] {
    return this.#dump('RTM_GETADDR', RTM_GETADDR, decodeAddress, (writer) => writer.u32(0).u32(0))
  }

  routes(family: 4 | 6): readonly RouteInfo[] {
    return this.#dumpOf(family, 'RTM_GETROUTE', RTM_GETROUTE, decodeRoute)
  }

  rules(family: 4 | 6): readonly RuleInfo[] {
    return this.#dumpOf(family, 'RTM_GETRULE', RTM_GETRULE, decodeRule)
  }

  neighbours(family: 4 | 6): readonly NeighbourInfo[] {
    return this.#dumpOf(family, 'RTM_GETNEIGH', RTM_GETNEIGH, decodeNeighbour)
  }

  apply(changes: readonly KernelChange[]): readonly ChangeOutcome[] {
    const replies = this.#socket.requestAll(changes.map(encodeChange))
    return replies.map((reply, index) => {
      const change = changes[index]
      if (!reply.ok) return reply
      return change?.type === 'addMacvlan' ? this.#nameMaker(change) : done
    })
  }

  watch(onEvent: (event: KernelEvent) => void): () => void {
    return this.#watchers.add(onEvent)
  }

  close(): void {
    this.#watchers.close()
    this.#socket.close()
  }

  /**
   * The kernel takes no alias for an interface that it makes. Without it nobody would know whose
   * the interface is, so one that cannot get it is removed again.
   */
  #nameMaker({ name, alias }: KernelChange & { readonly type: 'addMacvlan' }): ChangeOutcome {
    const replies = alias === undefined ? [] : this.#socket.requestAll([encodeAlias(name, alias)])
    const failure = replies.find((reply) => !reply.ok)
    if (failure === undefined) return done
    const index = this.links().find((link) => link.name === name)?.index
    if (index !== undefined) this.apply([{ type: 'deleteLink', index }])
    return failure
  }

  /** All of these tables ask with a fixed part of 12 bytes that begins with the family. */
  #dumpOf<Row>(
    family: 4 | 6,
    call: string,
    type: number,
    decode: (payload: Uint8Array) => Row | undefined,
  ): readonly Row[] {
    return this.#dump(call, type, decode, (writer) =>
      writer.u8(familyNumber(family)).u8(0).u16(0).u32(0).u32(0),
    )
  }

  #dump<Row>(
    call: string,
    type: number,
    decode: (payload: Uint8Array) => Row | undefined,
    write: (writer: MessageWriter) => void,
  ): readonly Row[] {
    const writer = new MessageWriter(type, NLM_F_REQUEST | NLM_F_DUMP)
    write(writer)
    const rows: Row[] = []
    for (const { payload } of this.#socket.dump({ bytes: writer.finish(), call })) {
      const row = decode(payload)
      if (row !== undefined) rows.push(row)
    }
    return rows
  }
}

function openEvents(tell: (event: KernelEvent) => void, options: RtnetlinkOptions): NetlinkMonitor {
  const groups = [
    RTNLGRP_LINK,
    RTNLGRP_IPV4_IFADDR,
    RTNLGRP_IPV6_IFADDR,
    RTNLGRP_IPV4_ROUTE,
    RTNLGRP_IPV6_ROUTE,
    RTNLGRP_IPV4_RULE,
    RTNLGRP_IPV6_RULE,
  ]
  const { receiveBuffer } = options
  const size = receiveBuffer === undefined ? {} : { receiveBuffer }
  return openMonitor(
    { protocol: NETLINK_ROUTE, groups, ...size },
    {
      onMessage: (message) => {
        const event = decodeEvent(message)
        if (event !== undefined) tell(event)
      },
      onOverrun: () => tell({ type: 'overrun' }),
    },
  )
}

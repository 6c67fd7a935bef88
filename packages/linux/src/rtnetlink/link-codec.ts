import { macFromBytes, macToBytes } from '@holdfast/core'
import { Attributes } from '../netlink/attributes.js'
import type { MessageWriter } from '../netlink/message-writer.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import {
  IFLA_ADDRESS,
  IFLA_IFALIAS,
  IFLA_IFNAME,
  IFLA_INFO_DATA,
  IFLA_INFO_KIND,
  IFLA_LINK,
  IFLA_LINKINFO,
  IFLA_LINK_NETNSID,
  IFLA_MACVLAN_MODE,
  IFLA_MTU,
} from './constants.js'
import { IFF_RUNNING, IFF_UP } from './flags.js'
import type { KernelChange, LinkInfo } from './rtnetlink.js'

const fixedLength = 16

const macvlanModes = { private: 1, vepa: 2, bridge: 4, passthru: 8 } as const

/**
 *     +---------------+---------------+-------------------------------+
 *     |    family     |       0       |        type of hardware       |
 *     +---------------+---------------+-------------------------------+
 *     |                        interface index                        |
 *     +---------------------------------------------------------------+
 *     |                             flags                             |
 *     +---------------------------------------------------------------+
 *     |                     which flags to change                     |
 *     +---------------------------------------------------------------+
 *     struct ifinfomsg (linux/rtnetlink.h)
 */
export function writeLinkHeader(writer: MessageWriter, index = 0, flags = 0, mask = 0): void {
  writer.u32(0).u32(index).u32(flags).u32(mask)
}

/** Undefined for what is not about an interface as such: ports of bridges, wireless events. */
export function decodeLink(payload: Uint8Array): LinkInfo | undefined {
  // A bridge speaks of its ports in messages of its own family; one of them "deletes" the port.
  if (payload.length < fixedLength || payload[0] !== 0) return undefined
  const view = viewOf(payload)
  const attributes = new Attributes(payload, fixedLength)
  const name = attributes.text(IFLA_IFNAME)
  const mtu = attributes.u32(IFLA_MTU)
  // Wireless events have the type of a link's but nearly nothing of it.
  if (name === undefined || mtu === undefined) return undefined
  const index = view.getInt32(4, isLittleEndian)
  const flags = view.getUint32(8, isLittleEndian)
  const hardware = attributes.bytes(IFLA_ADDRESS)
  const kind = attributes.nested(IFLA_LINKINFO)?.text(IFLA_INFO_KIND)
  const parentIndex = parentOf(attributes, index, kind)
  const alias = attributes.text(IFLA_IFALIAS)
  return {
    index,
    name,
    flags,
    isRunning: (flags & IFF_UP) !== 0 && (flags & IFF_RUNNING) !== 0,
    mtu,
    // Loopback has one of zeros; tunnels have an IP address instead.
    ...(isMacAddress(hardware) ? { macAddress: macFromBytes(hardware) } : {}),
    ...(parentIndex === undefined ? {} : { parentIndex }),
    ...(kind === undefined ? {} : { kind }),
    ...(alias === undefined || alias === '' ? {} : { alias }),
  }
}

/** Everything about the interface but its alias, which the kernel ignores here. */
export function writeMacvlan(
  writer: MessageWriter,
  change: KernelChange & { readonly type: 'addMacvlan' },
): void {
  writeLinkHeader(writer)
  writer
    .textAttribute(IFLA_IFNAME, change.name)
    .u32Attribute(IFLA_LINK, change.parentIndex)
    .attribute(IFLA_ADDRESS, macToBytes(change.macAddress))
    .nested(IFLA_LINKINFO, (info) => {
      info.textAttribute(IFLA_INFO_KIND, 'macvlan').nested(IFLA_INFO_DATA, (data) => {
        data.u32Attribute(IFLA_MACVLAN_MODE, macvlanModes[change.mode])
      })
    })
}

export function writeLinkChange(
  writer: MessageWriter,
  change: KernelChange & { readonly type: 'setLink' },
): void {
  const { index, up, alias, macAddress, mtu } = change
  writeLinkHeader(writer, index, up === true ? IFF_UP : 0, up === undefined ? 0 : IFF_UP)
  writer
    .textAttribute(IFLA_IFALIAS, alias)
    .attribute(IFLA_ADDRESS, macAddress === undefined ? undefined : macToBytes(macAddress))
    .u32Attribute(IFLA_MTU, mtu)
}

/** The alias of an interface that is known by its name only. */
export function writeAlias(writer: MessageWriter, name: string, alias: string): void {
  writeLinkHeader(writer)
  writer.textAttribute(IFLA_IFNAME, name).textAttribute(IFLA_IFALIAS, alias)
}

/** IFLA_LINK is also the other end of a veth, and may be an index in another namespace. */
function parentOf(
  attributes: Attributes,
  index: number,
  kind: string | undefined,
): number | undefined {
  if (kind === 'veth' || attributes.has(IFLA_LINK_NETNSID)) return undefined
  const parent = attributes.u32(IFLA_LINK)
  return parent === 0 || parent === index ? undefined : parent
}

function isMacAddress(hardware: Uint8Array | undefined): hardware is Uint8Array {
  return hardware?.length === 6 && hardware.some((byte) => byte !== 0)
}

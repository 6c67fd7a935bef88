import { macFromBytes } from '@holdfast/core'
import { Attributes } from '../netlink/attributes.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import { NDA_DST, NDA_LLADDR } from './constants.js'
import { familyOf, readIp } from './family.js'
import type { NeighbourInfo } from './rtnetlink.js'

const fixedLength = 12

/**
 *     +---------------+---------------+-------------------------------+
 *     |    family     |       0       |               0               |
 *     +---------------+---------------+-------------------------------+
 *     |                        interface index                        |
 *     +-------------------------------+---------------+---------------+
 *     |             state             |     flags     |     type      |
 *     +-------------------------------+---------------+---------------+
 *     struct ndmsg (linux/neighbour.h)
 */
export function decodeNeighbour(payload: Uint8Array): NeighbourInfo | undefined {
  const family = familyOf(payload[0])
  if (family === undefined || payload.length < fixedLength) return undefined
  const view = viewOf(payload)
  const attributes = new Attributes(payload, fixedLength)
  const address = readIp(attributes.bytes(NDA_DST), family)
  if (address === undefined) return undefined
  const hardware = attributes.bytes(NDA_LLADDR)
  return {
    interfaceIndex: view.getUint32(4, isLittleEndian),
    address,
    ...(hardware?.length === 6 ? { macAddress: macFromBytes(hardware) } : {}),
    state: view.getUint16(8, isLittleEndian),
    flags: view.getUint8(10),
  }
}

import { Attributes, eachAttribute } from '../netlink/attributes.js'

export const GENL_ID_CTRL = 16
export const CTRL_CMD_GETFAMILY = 3
const CTRL_ATTR_FAMILY_ID = 1
export const CTRL_ATTR_FAMILY_NAME = 2
const CTRL_ATTR_VERSION = 3
const CTRL_ATTR_MCAST_GROUPS = 7
const CTRL_ATTR_MCAST_GRP_NAME = 1
const CTRL_ATTR_MCAST_GRP_ID = 2

/** A service of the kernel behind generic netlink, such as `IPVS`. Its number is given at run time. */
export interface GenericFamily {
  readonly name: string
  readonly id: number
  readonly version: number
  /** Numbers of its multicast groups, by name. */
  readonly groups: ReadonlyMap<string, number>
}

/** What CTRL_CMD_GETFAMILY answers, without the generic header. */
export function decodeFamily(bytes: Uint8Array): GenericFamily | undefined {
  const attributes = new Attributes(bytes)
  const id = attributes.u16(CTRL_ATTR_FAMILY_ID)
  const name = attributes.text(CTRL_ATTR_FAMILY_NAME)
  if (id === undefined || name === undefined) return undefined
  const groups = new Map<string, number>()
  eachAttribute(attributes.bytes(CTRL_ATTR_MCAST_GROUPS) ?? new Uint8Array(), 0, (_, bytes) => {
    const group = new Attributes(bytes)
    const groupName = group.text(CTRL_ATTR_MCAST_GRP_NAME)
    const number = group.u32(CTRL_ATTR_MCAST_GRP_ID)
    if (groupName !== undefined && number !== undefined) groups.set(groupName, number)
  })
  return { name, id, version: attributes.u32(CTRL_ATTR_VERSION) ?? 1, groups }
}

/** Numbers of linux/netlink.h and of its sockets. */
export const NETLINK_ROUTE = 0
export const NETLINK_GENERIC = 16

export const NLM_F_REQUEST = 0x1
export const NLM_F_ACK = 0x4
export const NLM_F_DUMP_INTR = 0x10
export const NLM_F_DUMP = 0x300
export const NLM_F_REPLACE = 0x100
export const NLM_F_EXCL = 0x200
export const NLM_F_CREATE = 0x400
/** In an acknowledgement: the request's payload was left out. */
export const NLM_F_CAPPED = 0x100
/** In an acknowledgement: attributes follow. */
export const NLM_F_ACK_TLVS = 0x200

export const NLMSG_NOOP = 1
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3

export const NLMSGERR_ATTR_MSG = 1

export const NLA_F_NESTED = 0x8000
/** Without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
export const NLA_TYPE_MASK = 0x3fff

export const SOL_NETLINK = 270
export const NETLINK_ADD_MEMBERSHIP = 1
export const NETLINK_CAP_ACK = 10
export const NETLINK_EXT_ACK = 11
export const NETLINK_GET_STRICT_CHK = 12

/** Everything is aligned to four bytes. */
export function align4(length: number): number {
  return (length + 3) & ~3
}

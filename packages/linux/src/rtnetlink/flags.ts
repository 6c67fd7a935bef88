/** Flags that callers of rtnetlink deal with, by the names of linux/if.h and linux/if_addr.h. */
export const IFF_UP = 0x1
export const IFF_BROADCAST = 0x2
export const IFF_LOOPBACK = 0x8
export const IFF_RUNNING = 0x40
export const IFF_MULTICAST = 0x1000
export const IFF_LOWER_UP = 0x1_0000

/** An IPv4 address that came second to its network; goes with the primary (see promote_secondaries). */
export const IFA_F_SECONDARY = 0x1
/** No duplicate address detection (RFC 4862 5.4). */
export const IFA_F_NODAD = 0x2
/** Used while duplicate address detection is not over (RFC 4429). */
export const IFA_F_OPTIMISTIC = 0x4
/** Duplicate address detection found another owner: the address is not used. */
export const IFA_F_DADFAILED = 0x8
/** The home address of a mobile node (RFC 6275); IPv6 only. */
export const IFA_F_HOMEADDRESS = 0x10
/** Not chosen as a source address any more: its preferred lifetime is over. */
export const IFA_F_DEPRECATED = 0x20
/** Duplicate address detection is not over: the address is not used yet. */
export const IFA_F_TENTATIVE = 0x40
/** It has no valid lifetime. */
export const IFA_F_PERMANENT = 0x80
/** The kernel makes temporary addresses of it (RFC 8981); IPv6 only. */
export const IFA_F_MANAGETEMPADDR = 0x100
/** The kernel makes no route to the address's network. */
export const IFA_F_NOPREFIXROUTE = 0x200
/** A multicast address that is joined on the link. */
export const IFA_F_MCAUTOJOIN = 0x400

/** Scopes of addresses and routes (linux/rtnetlink.h). */
export const RT_SCOPE_UNIVERSE = 0
export const RT_SCOPE_LINK = 253
export const RT_SCOPE_HOST = 254

/** The routing table that everything goes through by default. */
export const RT_TABLE_MAIN = 254
/** Types of routes. */
export const RTN_UNICAST = 1
export const RTN_BLACKHOLE = 6
export const RTN_UNREACHABLE = 7
export const RTN_PROHIBIT = 8
/** Who made a route: somebody by hand, as iproute2 marks them. */
export const RTPROT_BOOT = 3
export const RTPROT_STATIC = 4
/** What `keepalived` marks its routes, rules and addresses with (RTPROT_KEEPALIVED). */
export const RTPROT_KEEPALIVED = 18

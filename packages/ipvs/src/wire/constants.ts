/** Numbers of linux/ip_vs.h. */
export const IPVS_GENL_NAME = 'IPVS'

export const IPVS_CMD_NEW_SERVICE = 1
export const IPVS_CMD_SET_SERVICE = 2
export const IPVS_CMD_DEL_SERVICE = 3
export const IPVS_CMD_GET_SERVICE = 4
export const IPVS_CMD_NEW_DEST = 5
export const IPVS_CMD_SET_DEST = 6
export const IPVS_CMD_DEL_DEST = 7
export const IPVS_CMD_GET_DEST = 8
export const IPVS_CMD_NEW_DAEMON = 9
export const IPVS_CMD_DEL_DAEMON = 10
export const IPVS_CMD_GET_DAEMON = 11
export const IPVS_CMD_SET_CONFIG = 12
export const IPVS_CMD_GET_CONFIG = 13
export const IPVS_CMD_GET_INFO = 15
export const IPVS_CMD_ZERO = 16
export const IPVS_CMD_FLUSH = 17

export const IPVS_CMD_ATTR_SERVICE = 1
export const IPVS_CMD_ATTR_DEST = 2
export const IPVS_CMD_ATTR_DAEMON = 3
export const IPVS_CMD_ATTR_TIMEOUT_TCP = 4
export const IPVS_CMD_ATTR_TIMEOUT_TCP_FIN = 5
export const IPVS_CMD_ATTR_TIMEOUT_UDP = 6

export const IPVS_INFO_ATTR_VERSION = 1
export const IPVS_INFO_ATTR_CONN_TAB_SIZE = 2

/** Families of sockets, whatever the machine. */
export const AF_INET = 2
export const AF_INET6 = 10

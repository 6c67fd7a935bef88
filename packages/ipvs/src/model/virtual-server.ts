import type { Destination } from './destination.js'
import type { Service } from './service.js'

/** A service and the servers behind it: what keepalived calls a virtual server. */
export interface VirtualServer {
  readonly service: Service
  /** Each address and port once; their order means nothing. */
  readonly destinations: readonly Destination[]
  /**
   * How long a destination that is taken away may keep its connections, in milliseconds: it stays
   * with weight 0 until it has none or the time is over. Default 0: it is removed at once.
   */
  readonly drainMs?: number
}

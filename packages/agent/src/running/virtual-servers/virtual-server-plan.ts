import type { Program } from '@holdfast/check'
import type { FileBlock, SslBlock, VirtualServerBlock } from '@holdfast/check/keywords'
import type { Destination, Service, Timeouts } from '@holdfast/ipvs'
import type { SyncDaemonLine } from '../../configuration/model.js'

/** The virtual servers of a configuration, and what is said of them all. Plain data. */
export interface VirtualServersPlan {
  readonly servers: readonly VirtualServerPlan[]
  readonly table: TablePlan
}

/** The kernel's table as a whole. */
export interface TablePlan {
  readonly timeouts: Partial<Timeouts> | undefined
  /** Its default id is filled in. */
  readonly syncDaemon: SyncDaemonLine | undefined
  /** Whether everything in it is deleted before the first service is added. */
  readonly flushesFirst: boolean
  readonly flushesLast: boolean
}

/** A block `virtual_server` with everything that it names. */
export interface VirtualServerPlan {
  /** What makes it the same one after a reload: `[192.0.2.10]:tcp:80`, `[GROUP]:0 udp`. */
  readonly key: string
  /** What is asked, and how often. */
  readonly block: VirtualServerBlock
  /** The programs of its blocks `MISC_CHECK`, in their order. */
  readonly programs: readonly (Program | undefined)[]
  /** The files of its blocks `FILE_CHECK`. */
  readonly files: readonly FileBlock[]
  readonly tls: SslBlock | undefined
  /** What the kernel is to have of it: one for each member of a group. */
  readonly services: readonly ServicePlan[]
  /** `ha_suspend`: the instances that have its address; undefined: it is never suspended. */
  readonly suspendedWithout: readonly string[] | undefined
  readonly subject: ServerSubjectPlan
  /** By the id of the server. */
  readonly servers: Readonly<Record<string, ServerSubjectPlan>>
}

/** A service and all the servers that it may ever have, with weight 1. */
export interface ServicePlan {
  readonly service: Service
  /** By the id of the server. */
  readonly destinations: Readonly<Record<string, Destination>>
  readonly sorryServer: Destination | undefined
}

/** A virtual server (VS) or a real server (RS) that something is told about, and how. */
export interface ServerSubjectPlan {
  readonly kind: 'VS' | 'RS'
  /** As in a FIFO: `[192.0.2.1]:tcp:80`, for RS with its virtual server behind a blank. */
  readonly name: string
  readonly up: Program | undefined
  readonly down: Program | undefined
  readonly isMailed: boolean
}

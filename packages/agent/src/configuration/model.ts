import type {
  BfdBlock,
  FileBlock,
  ProcessBlock,
  ScriptBlock,
  SslBlock,
  UserAndGroup,
  VirtualServerBlock,
  VirtualServerGroupBlock,
} from '@holdfast/check/keywords'
import type { IpAddress } from '@holdfast/core'
import type { Command } from '@holdfast/core/config'
import type {
  AddressLine,
  GarpGroupBlock,
  InstanceBlock,
  RouteLine,
  RuleLine,
  SyncGroupBlock,
  TrackGroupBlock,
  UpDownDelayLine,
  VrrpDefaults,
} from '@holdfast/vrrp/keywords'

/** `smtp_server HOST [PORT]`. */
export interface SmtpServer {
  readonly host: string
  /** 1..65535. Default 25. */
  readonly port?: number
}

/** `notify_fifo PATH [USER [GROUP]]`. */
export interface FifoLine {
  readonly path: string
  readonly owner?: UserAndGroup
}

/** `lvs_timeouts`: how long IPVS remembers connections; 0 leaves one as it is. */
export interface TimeoutsLine {
  /** All three 0..2678400000, whole seconds. */
  readonly tcpMs?: number
  readonly tcpFinMs?: number
  readonly udpMs?: number
}

/** `lvs_sync_daemon`: the connections of one director are made known to the other. */
export interface SyncDaemonLine {
  readonly interface: string
  /** The instance whose master tells the others. Default: everybody tells and hears. */
  readonly instance?: string
  /** 0..255. Default: the VRID of the instance. */
  readonly syncId?: number
  /** Bytes of a message, 1..65507. Default: as fits the interface. */
  readonly maxLength?: number
  /** 1..65535. Default 8848. */
  readonly port?: number
  /** 1..255. Default 1. */
  readonly ttl?: number
  /** Multicast group. Default 224.0.0.81. */
  readonly group?: IpAddress
}

/** What `global_defs` says of virtual servers. */
export interface LvsDefaults {
  /** Default: `smtpAlert`; real servers are mailed about without either. */
  readonly smtpAlertChecker?: boolean
  readonly checkerLogAllFailures?: boolean
  readonly lvsSyncDaemon?: SyncDaemonLine
  readonly lvsTimeouts?: TimeoutsLine
  readonly lvsFlush?: boolean
  readonly lvsFlushOnStop?: 'all' | 'own'
  readonly rsInitNotifies?: boolean
  readonly lvsNotifyFifo?: FifoLine
  readonly lvsNotifyFifoScript?: Command
}

/** What `global_defs` says of SNMP. */
export interface SnmpDefaults {
  /** Where the AgentX master is. Default `unix:/var/agentx/master`. */
  readonly snmpSocket?: string
  /** KEEPALIVED-MIB, of routers and of servers. */
  readonly enableSnmpVrrp?: boolean
  readonly enableSnmpChecker?: boolean
  /** RFC 2787 and RFC 6527, both or one of them. */
  readonly enableSnmpRfc?: boolean
  readonly enableSnmpRfcv2?: boolean
  readonly enableSnmpRfcv3?: boolean
  readonly enableTraps?: boolean
}

/** `global_defs { ... }`; several blocks make one. */
export interface GlobalDefs extends VrrpDefaults, LvsDefaults, SnmpDefaults {
  /** Default: the name of the host. */
  readonly routerId?: string
  readonly notificationEmail?: readonly string[]
  /** Default `keepalived@HOST`. */
  readonly notificationEmailFrom?: string
  readonly smtpServer?: SmtpServer
  /** Default: the name of the host. */
  readonly smtpHeloName?: string
  /** Default 30000. */
  readonly smtpConnectTimeoutMs?: number
  /** Default for all; VRRP is off without it. */
  readonly smtpAlert?: boolean
  readonly smtpAlertVrrp?: boolean
  readonly noEmailFaults?: boolean

  /** Default: the user `keepalived_script` where it exists, else the process's own. */
  readonly scriptUser?: UserAndGroup
  readonly enableScriptSecurity?: boolean
  readonly useSymlinkPaths?: boolean
  readonly setSupplementaryGroups?: boolean
  readonly startupScript?: Command
  /** 1000..1000000. Default 10000. */
  readonly startupScriptTimeoutMs?: number
  readonly shutdownScript?: Command
  /** 1000..1000000. Default 10000. */
  readonly shutdownScriptTimeoutMs?: number

  readonly notifyFifo?: FifoLine
  readonly notifyFifoScript?: Command
  readonly vrrpNotifyFifo?: FifoLine
  readonly vrrpNotifyFifoScript?: Command
  readonly fifoWriteVrrpStatesOnReload?: boolean

  /** The table of `no_accept`, of the kernel's packet filter. */
  readonly nftables?: string | true
  readonly randomSeed?: number
  /** A file whose first line says when the configuration is read again. */
  readonly reloadTimeFile?: string
  /** Keeps that file, so that a time of day comes again. */
  readonly reloadRepeat?: boolean
  /** Where SIGUSR1 writes; a folder where it ends with `/`. Default /tmp/keepalived.data. */
  readonly stateDumpFile?: string
  /** The same for SIGUSR2. Default /tmp/keepalived.stats. */
  readonly statsDumpFile?: string
  /** The same for the signal of JSON. Default /tmp/keepalived.json. */
  readonly jsonDumpFile?: string
  /** File mode bits that are taken away. */
  readonly umask?: number
  /** How nice the process is to others, -20..19. Default: as it was started. */
  readonly vrrpPriority?: number
  /** Words such as `readable` or `-match`; done while reading. */
  readonly includeCheck?: readonly string[]
}

/** A whole file with all that it includes. */
export interface KeepalivedConfiguration {
  readonly globalDefs?: GlobalDefs
  readonly netNamespace?: string
  readonly instanceName?: string
  readonly instances?: readonly InstanceBlock[]
  readonly syncGroups?: readonly SyncGroupBlock[]
  readonly scripts?: readonly ScriptBlock[]
  readonly processes?: readonly ProcessBlock[]
  readonly files?: readonly FileBlock[]
  readonly bfdInstances?: readonly BfdBlock[]
  readonly garpGroups?: readonly GarpGroupBlock[]
  readonly trackGroups?: readonly TrackGroupBlock[]
  readonly staticAddresses?: readonly AddressLine[]
  readonly staticRoutes?: readonly RouteLine[]
  readonly staticRules?: readonly RuleLine[]
  readonly interfaceUpDownDelays?: readonly UpDownDelayLine[]
  readonly virtualServerGroups?: readonly VirtualServerGroupBlock[]
  readonly virtualServers?: readonly VirtualServerBlock[]
  readonly ssl?: SslBlock
}

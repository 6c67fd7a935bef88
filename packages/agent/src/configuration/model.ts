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

/** `global_defs { ... }`; several blocks make one. */
export interface GlobalDefs extends VrrpDefaults {
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
  /** Where SIGUSR1 writes; a folder where it ends with `/`. Default /tmp/keepalived.data. */
  readonly stateDumpFile?: string
  /** The same for SIGUSR2. Default /tmp/keepalived.stats. */
  readonly statsDumpFile?: string
  /** The same for the signal of JSON. Default /tmp/keepalived.json. */
  readonly jsonDumpFile?: string
  /** File mode bits that are taken away. */
  readonly umask?: number
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

import type { IpAddress } from '@holdfast/core'
import type { Command } from '@holdfast/core/config'

/** `vrrp_script NAME { ... }`. */
export interface ScriptBlock {
  readonly name: string
  readonly script: Command
  /** From start to start. Default 1000. */
  readonly intervalMs?: number
  /** Then the run has failed. Default: `intervalMs`. */
  readonly timeoutMs?: number
  /** -253..253; 0 means FAULT while down. Default 0. */
  readonly weight?: TrackerWeight
  /** Default 1. */
  readonly rise?: number
  /** Default 1. */
  readonly fall?: number
  /** Default: `script_user` of `global_defs`. Wins over the user in `script`. */
  readonly user?: UserAndGroup
  readonly initFail?: boolean
}

/** `weight N [reverse]`. */
export interface TrackerWeight {
  readonly value: number
  readonly reverse?: boolean
}

/** `USER [GROUP]`: names or numbers. */
export interface UserAndGroup {
  readonly user: string
  /** Default: the user's own. */
  readonly group?: string
}

/** `vrrp_track_process NAME { ... }`. */
export interface ProcessBlock {
  readonly name: string
  /** The command and its arguments. */
  readonly process: readonly string[]
  readonly paramMatch?: 'initial' | 'partial'
  /** -254..254. Default 0: FAULT while down. */
  readonly weight?: TrackerWeight
  /** 1..65535. Default 1. */
  readonly quorum?: number
  /** 0..65535. Default: no limit. */
  readonly quorumMax?: number
  /** Sets both of the following. */
  readonly delayMs?: number
  readonly terminateDelayMs?: number
  readonly forkDelayMs?: number
  readonly fullCommand?: boolean
}

/** `track_file NAME { ... }`, in former times `vrrp_track_file`. */
export interface FileBlock {
  readonly name: string
  /** Path of the file. */
  readonly file: string
  /** -254..254 for VRRP. Default 1; 0 means FAULT while the number is not 0. */
  readonly weight?: TrackerWeight
  readonly initFile?: InitFile
}

/** `init_file [VALUE] [overwrite]`. */
export interface InitFile {
  /** Default 0. */
  readonly value?: number
  readonly overwrite?: boolean
}

/** `bfd_instance NAME { ... }`: read, but there are no BFD sessions yet. */
export interface BfdBlock {
  readonly name: string
  readonly neighborIp: IpAddress
  readonly sourceIp?: IpAddress
  readonly minRxMs?: number
  readonly minTxMs?: number
  readonly idleTxMs?: number
  readonly multiplier?: number
  readonly passive?: boolean
  readonly ttl?: number
  readonly hoplimit?: number
  readonly maxHops?: number
  readonly multihop?: boolean
  readonly weight?: TrackerWeight
  readonly vrrp?: boolean
  readonly checker?: boolean
}

/** An address with a port, as in `real_server IP [PORT]`. */
export interface ServerAddress {
  readonly address: IpAddress
  readonly port?: number
}

/** `IP [PORT]`, `fwmark N` or `group NAME` behind `virtual_server`. */
export type VirtualServerAddress =
  | ({ readonly kind: 'address' } & ServerAddress)
  | { readonly kind: 'fwmark'; readonly mark: number }
  | { readonly kind: 'group'; readonly name: string }

/** A line of `virtual_server_group`. */
export type GroupMember =
  | {
      readonly kind: 'addresses'
      readonly first: IpAddress
      /** The last of a range. */
      readonly last?: IpAddress
      /** Instead of `last`: `IP/LENGTH`. */
      readonly prefixLength?: number
      readonly port?: number
    }
  | { readonly kind: 'fwmark'; readonly mark: number; readonly family?: 'inet' | 'inet6' }

/** `virtual_server_group NAME { ... }`. */
export interface VirtualServerGroupBlock {
  readonly name: string
  readonly members: readonly GroupMember[]
}

/** `lvs_method METHOD [type ...] [nocsum|csum|remcsum]`. */
export interface ForwardingMethod {
  readonly method: 'NAT' | 'DR' | 'TUN'
  readonly tunnel?: 'ipip' | 'gue' | 'gre'
  readonly tunnelPort?: number
  readonly checksum?: 'nocsum' | 'csum' | 'remcsum'
}

export type Scheduler =
  | 'rr'
  | 'wrr'
  | 'lc'
  | 'wlc'
  | 'lblc'
  | 'lblcr'
  | 'sh'
  | 'mh'
  | 'dh'
  | 'fo'
  | 'ovf'
  | 'sed'
  | 'nq'
  | 'twos'

/** How often and how patiently is checked: in virtual servers, real servers and checkers. */
export interface CheckTiming {
  readonly delayLoopMs?: number
  readonly connectTimeoutMs?: number
  readonly retry?: number
  readonly delayBeforeRetryMs?: number
  readonly warmupMs?: number
  readonly alpha?: boolean
  readonly logAllFailures?: boolean
}

/** What virtual servers and real servers have in common. */
export interface ServerKeywords extends CheckTiming {
  readonly weight?: number
  readonly inhibitOnFailure?: boolean
  readonly virtualhost?: string
  readonly snmpName?: string
  readonly smtpAlert?: boolean
  readonly lvsMethod?: ForwardingMethod
}

/** `virtual_server ... { ... }`. */
export interface VirtualServerBlock extends ServerKeywords {
  readonly service: VirtualServerAddress
  readonly lvsSched?: Scheduler
  readonly hashed?: boolean
  readonly ops?: boolean
  readonly flag1?: boolean
  readonly flag2?: boolean
  readonly flag3?: boolean
  readonly shPort?: boolean
  readonly shFallback?: boolean
  readonly mhPort?: boolean
  readonly mhFallback?: boolean
  readonly persistenceEngine?: string
  readonly persistenceTimeoutMs?: number
  /** A netmask (IPv4) or a prefix length (IPv6). */
  readonly persistenceGranularity?: string
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
  readonly ipFamily?: 'inet' | 'inet6'
  readonly haSuspend?: boolean
  readonly omega?: boolean
  readonly quorum?: number
  readonly quorumUp?: Command
  readonly quorumDown?: Command
  readonly hysteresis?: number
  readonly sorryServer?: ServerAddress
  readonly sorryServerInhibit?: boolean
  readonly sorryServerLvsMethod?: ForwardingMethod
  readonly realServers?: readonly RealServerBlock[]
}

/** `real_server IP [PORT] { ... }`. */
export interface RealServerBlock extends ServerKeywords {
  readonly server: ServerAddress
  readonly uthreshold?: number
  readonly lthreshold?: number
  readonly notifyUp?: Command
  readonly notifyDown?: Command
  readonly tcpChecks?: readonly ConnectBlock[]
  readonly httpGets?: readonly HttpGetBlock[]
  readonly sslGets?: readonly HttpGetBlock[]
  readonly smtpChecks?: readonly SmtpCheckBlock[]
  readonly dnsChecks?: readonly DnsCheckBlock[]
  readonly miscChecks?: readonly MiscCheckBlock[]
  readonly bfdChecks?: readonly BfdCheckBlock[]
  readonly pingChecks?: readonly ConnectBlock[]
  readonly udpChecks?: readonly UdpCheckBlock[]
  readonly fileChecks?: readonly FileCheckBlock[]
}

/** What every checker over the network has. */
export interface ConnectBlock extends CheckTiming {
  readonly connectIp?: IpAddress
  readonly connectPort?: number
  readonly bindto?: IpAddress
  readonly bindIf?: string
  readonly bindPort?: number
  readonly fwmark?: number
}

/** `url { ... }`. */
export interface UrlBlock {
  readonly path: string
  readonly digest?: string
  readonly statusCodes?: readonly StatusCodes[]
  readonly virtualhost?: string
  readonly regex?: string
  readonly regexNoMatch?: boolean
  readonly regexOptions?: readonly string[]
  readonly regexMinOffset?: number
  readonly regexMaxOffset?: number
  readonly regexStack?: readonly [start: number, max: number]
  readonly tlsCompliant?: boolean
}

/** `CODE` or `CODE-CODE`, 100..999. */
export interface StatusCodes {
  readonly first: number
  readonly last: number
}

/** `HTTP_GET` and `SSL_GET`. */
export interface HttpGetBlock extends ConnectBlock {
  readonly urls?: readonly UrlBlock[]
  readonly virtualhost?: string
  readonly httpProtocol?: '1.0' | '1.0C' | '1.0K' | '1.1' | '1.1K'
  readonly fastRecovery?: boolean
  readonly enableSni?: boolean
  readonly sniName?: string
  readonly tlsCompliant?: boolean
}

/** `SMTP_CHECK`. */
export interface SmtpCheckBlock extends ConnectBlock {
  readonly heloName?: string
  readonly hosts?: readonly ConnectBlock[]
}

/** `DNS_CHECK`. */
export interface DnsCheckBlock extends ConnectBlock {
  readonly type?: 'A' | 'NS' | 'CNAME' | 'SOA' | 'MX' | 'TXT' | 'AAAA' | 'RRSIG' | 'DNSKEY'
  readonly name?: string
}

/** `MISC_CHECK`. */
export interface MiscCheckBlock extends CheckTiming {
  readonly miscPath: Command
  readonly miscTimeoutMs?: number
  readonly miscDynamic?: boolean
  readonly user?: UserAndGroup
}

/** `BFD_CHECK`. */
export interface BfdCheckBlock {
  readonly name: string
  readonly alpha?: boolean
}

/** `UDP_CHECK`. */
export interface UdpCheckBlock extends ConnectBlock {
  /** Hexadecimal digits. */
  readonly payload?: string
  /** Hexadecimal digits with `x` for any; empty for any answer. */
  readonly requireReply?: string
  readonly minReplyLength?: number
  readonly maxReplyLength?: number
}

/** `FILE_CHECK`. */
export interface FileCheckBlock {
  readonly trackFile: string
  /** -65535..65535. */
  readonly weight?: TrackerWeight
  readonly alpha?: boolean
}

/** `SSL { ... }`: what `SSL_GET` says who it is with. */
export interface SslBlock {
  readonly password?: string
  readonly ca?: string
  readonly certificate?: string
  readonly key?: string
}

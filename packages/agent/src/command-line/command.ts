import type { DigestOptions } from '@holdfast/check'
import type { IpAddress } from '@holdfast/core'
import type { FormatTableOptions } from '@holdfast/ipvs'
import type { ControlRequest } from '../control/control-request.js'

/** How `run` is to run. */
export interface RunOptions {
  readonly file: string
  /** keepalived's config-id, for lines with `@ID`. Default: the host's name up to the first dot. */
  readonly configId?: string
  /** Where is remembered what was changed in the kernel. */
  readonly stateDirectory?: string
  /** Where it is asked and steered. Default: in the state directory. */
  readonly controlSocket?: string
  /** Seconds that an instance that flaps is kept out of the election. Default: it is not. */
  readonly dampFlapping?: string
  /** Where Prometheus may ask: `[ADDRESS:]PORT`. Default: nowhere. */
  readonly metrics?: string
  /** Where the status page is: `[HOST:]PORT`. Default: nowhere. */
  readonly page?: string
  /** False leaves addresses where they are when the process is killed, as keepalived does. */
  readonly lease: boolean
  /** Refuse a faulty configuration instead of running what can be understood of it. */
  readonly strict: boolean
  readonly logFormat: 'keepalived' | 'json'
  /** Debug messages too. */
  readonly logDetail: boolean
  readonly pidFile?: string
  /** Run inside this network namespace; goes before `net_namespace` of the file. */
  readonly namespace?: string
  readonly ignoreSigint: boolean
  /** What of the file is run; both or neither: all of it. */
  readonly vrrpOnly: boolean
  readonly serversOnly: boolean
  /** Leaves virtual servers in the kernel when it stops. */
  readonly keepsIpvs: boolean
  /** All tables of SNMP, whatever the file says. */
  readonly snmp: boolean
  /** Where the AgentX master is; goes before `snmp_socket` of the file. */
  readonly snmpSocket?: string
  /** Octal digits. */
  readonly umask?: string
  /** Options that were accepted though nothing comes of them. */
  readonly remarks: readonly string[]
}

/** Asks an agent that runs. */
export interface ControlCommand {
  readonly kind: 'control'
  readonly request: ControlRequest
  /** Default: the only one in the state directory. */
  readonly socket?: string
  readonly stateDirectory?: string
  readonly json: boolean
  /** Ask again each second. */
  readonly watch: boolean
}

/** Lists the kernel's virtual servers, whosever they are. */
export interface ListIpvsCommand extends FormatTableOptions {
  readonly kind: 'listIpvs'
  readonly json: boolean
}

/** Says what the MD5 of a page is. */
export interface GenhashCommand {
  readonly kind: 'genhash'
  readonly options: Pick<
    DigestOptions,
    | 'connectIp'
    | 'connectPort'
    | 'connectTimeoutMs'
    | 'fwmark'
    | 'httpProtocol'
    | 'path'
    | 'tls'
    | 'virtualhost'
  >
  /** Everything that was received too, as keepalived's program shows it. */
  readonly verbose: boolean
}

/** Makes this machine a server behind a virtual server, or none any more. */
export interface RealServerCommand {
  readonly kind: 'realServer'
  readonly direction: 'up' | 'down'
  readonly addresses: readonly IpAddress[]
  readonly stateDirectory?: string
  readonly json: boolean
}

/** Looks at the machine that is to run a file. */
export interface DoctorCommand {
  readonly kind: 'doctor'
  readonly file: string
  readonly configId?: string
  /** Inside this network namespace; goes before `net_namespace` of the file. */
  readonly namespace?: string
  /** Seconds. Default: three intervals of the slowest advert. */
  readonly listen?: string
  readonly json: boolean
}

/** What a command line asks for. */
export type Command =
  | ControlCommand
  | DoctorCommand
  | GenhashCommand
  | ListIpvsCommand
  | RealServerCommand
  | { readonly kind: 'run'; readonly options: RunOptions }
  /** keepalived's `-t`: says what is wrong with the file, and ends with keepalived's codes. */
  | { readonly kind: 'configTest'; readonly options: RunOptions; readonly logFile?: string }
  | {
      readonly kind: 'check' | 'lint'
      readonly files: readonly string[]
      readonly json: boolean
      readonly configId?: string
      /** `lint` only: show each failure in the simulator. */
      readonly simulate: boolean
    }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'usageError'; readonly message: string; readonly hint?: string }

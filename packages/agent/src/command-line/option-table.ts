/** What an option sets; `remark` is one of keepalived's that changes nothing here, and why. */
export type Option = {
  /** Without the dashes. */
  readonly long: string
  readonly short?: string
  /** `optional` takes a value only in the form `--name=VALUE` or `-nVALUE`. */
  readonly takes: 'nothing' | 'value' | 'optional'
} & ({ readonly sets: Setting } | { readonly remark: string })

export type Setting =
  | 'file'
  | 'configId'
  | 'stateDirectory'
  | 'controlSocket'
  | 'dampFlapping'
  | 'metrics'
  | 'page'
  | 'strict'
  | 'noLease'
  | 'logFormat'
  | 'logDetail'
  | 'pidFile'
  | 'namespace'
  | 'vrrpOnly'
  | 'serversOnly'
  | 'keepsIpvs'
  | 'snmp'
  | 'snmpSocket'
  | 'ignoreSigint'
  | 'umask'
  | 'configTest'
  | 'version'
  | 'help'

/** Holdfast's own options of `run`. */
const own: readonly Option[] = [
  { long: 'state-dir', takes: 'value', sets: 'stateDirectory' },
  { long: 'control', takes: 'value', sets: 'controlSocket' },
  { long: 'damp-flapping', takes: 'value', sets: 'dampFlapping' },
  { long: 'metrics', takes: 'value', sets: 'metrics' },
  { long: 'page', takes: 'value', sets: 'page' },
  { long: 'strict', takes: 'nothing', sets: 'strict' },
  { long: 'no-lease', takes: 'nothing', sets: 'noLease' },
  { long: 'log-format', takes: 'value', sets: 'logFormat' },
]

/** keepalived's options that mean the same here. */
const shared: readonly Option[] = [
  { long: 'use-file', short: 'f', takes: 'value', sets: 'file' },
  { long: 'config-id', short: 'i', takes: 'value', sets: 'configId' },
  { long: 'log-detail', short: 'D', takes: 'nothing', sets: 'logDetail' },
  { long: 'pid', short: 'p', takes: 'value', sets: 'pidFile' },
  { long: 'namespace', short: 's', takes: 'value', sets: 'namespace' },
  { long: 'umask', short: 'u', takes: 'value', sets: 'umask' },
  { long: 'vrrp', short: 'P', takes: 'nothing', sets: 'vrrpOnly' },
  { long: 'check', short: 'C', takes: 'nothing', sets: 'serversOnly' },
  { long: 'dont-release-ipvs', short: 'I', takes: 'nothing', sets: 'keepsIpvs' },
  { long: 'snmp', short: 'x', takes: 'nothing', sets: 'snmp' },
  { long: 'snmp-agent-socket', short: 'A', takes: 'value', sets: 'snmpSocket' },
  { long: 'ignore-sigint', takes: 'nothing', sets: 'ignoreSigint' },
  { long: 'config-test', short: 't', takes: 'optional', sets: 'configTest' },
  { long: 'version', short: 'v', takes: 'nothing', sets: 'version' },
  { long: 'help', short: 'h', takes: 'nothing', sets: 'help' },
]

const oneProcess = 'there is one process for everything'
const standardOutput = 'the log goes to the standard output, and from there where systemd puts it'
const notDone = 'it is not done'

/** keepalived's options that need nothing done, or cannot be had. */
const accepted: readonly Option[] = [
  { long: 'dont-fork', short: 'n', takes: 'nothing', remark: 'it always stays in the foreground' },
  { long: 'log-console', short: 'l', takes: 'nothing', remark: standardOutput },
  { long: 'log-facility', short: 'S', takes: 'value', remark: standardOutput },
  { long: 'log-file', short: 'g', takes: 'optional', remark: standardOutput },
  { long: 'flush-log-file', takes: 'nothing', remark: standardOutput },
  { long: 'no-syslog', short: 'G', takes: 'nothing', remark: standardOutput },
  { long: 'no_bfd', short: 'B', takes: 'nothing', remark: 'BFD is not run' },
  { long: 'all', takes: 'nothing', remark: 'all that is in the file is run' },
  { long: 'release-vips', short: 'X', takes: 'nothing', remark: 'they are always released' },
  { long: 'dont-release-vrrp', short: 'V', takes: 'nothing', remark: notDone },
  { long: 'dont-respawn', short: 'R', takes: 'nothing', remark: oneProcess },
  { long: 'dump-conf', short: 'd', takes: 'nothing', remark: notDone },
  { long: 'vrrp_pid', short: 'r', takes: 'value', remark: oneProcess },
  { long: 'checkers_pid', short: 'c', takes: 'value', remark: oneProcess },
  { long: 'bfd_pid', short: 'b', takes: 'value', remark: oneProcess },
  { long: 'address-monitoring', short: 'a', takes: 'nothing', remark: 'use --log-detail' },
  { long: 'all-config', short: 'e', takes: 'nothing', remark: 'use `holdfast check`' },
  { long: 'core-dump', short: 'm', takes: 'nothing', remark: notDone },
  { long: 'core-dump-pattern', short: 'M', takes: 'optional', remark: notDone },
  { long: 'mem-check-log', short: 'L', takes: 'nothing', remark: 'memory is not counted' },
  { long: 'openssl-mem-check', short: 'O', takes: 'nothing', remark: 'memory is not counted' },
  { long: 'no-mem-check', takes: 'nothing', remark: 'memory is not counted' },
  { long: 'perf', takes: 'optional', remark: notDone },
  { long: 'debug', takes: 'optional', remark: 'use --log-detail' },
]

export const runOptions: readonly Option[] = [...own, ...shared, ...accepted]

/** Of every command that says something: for programs. */
export const json: Option = { long: 'json', takes: 'nothing', remark: '' }

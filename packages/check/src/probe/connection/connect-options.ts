import { ConfigError, ipFamily, parseIpAddress, systemClock } from '@holdfast/core'
import type { Clock, ConfigIssue, IpAddress } from '@holdfast/core'

/** Where a check goes to, in keepalived's words. Names are not resolved: a resolver may hang. */
export interface ConnectOptions {
  readonly connectIp: IpAddress
  /** 1..65535. */
  readonly connectPort: number
  /** How long each stage of a conversation may take, in milliseconds; 5000 by default. */
  readonly connectTimeoutMs?: number
  /** Source address. */
  readonly bindto?: IpAddress
  /** Source port, 1..65535. */
  readonly bindPort?: number
  /** Source interface (SO_BINDTODEVICE; Linux). */
  readonly bindIf?: string
  /** Mark of the packets (SO_MARK; Linux, CAP_NET_ADMIN). */
  readonly fwmark?: number
  readonly clock?: Clock
}

/** Options that make sense. */
export interface Target {
  readonly address: IpAddress
  readonly port: number
  readonly timeoutMs: number
  readonly clock: Clock
  readonly sourceAddress?: IpAddress
  readonly sourcePort?: number
  readonly interface?: string
  readonly mark?: number
}

type Layer = 'TCP' | 'UDP' | 'ICMP'

/** Throws ConfigError with everything that is wrong; `more` are issues that the caller has found. */
export function targetOf(
  options: ConnectOptions,
  layer: Layer,
  more: readonly ConfigIssue[] = [],
): Target {
  const address = parseIpAddress(options.connectIp)
  const issues = [...issuesOf(options, layer, address), ...more]
  if (issues.length > 0 || address === undefined) {
    throw new ConfigError(`${layer} check of ${options.connectIp}`, issues)
  }
  const { bindto, bindPort, bindIf, fwmark = 0 } = options
  return {
    address,
    port: options.connectPort,
    timeoutMs: options.connectTimeoutMs ?? 5000,
    clock: options.clock ?? systemClock,
    ...(bindto === undefined ? {} : { sourceAddress: bindto }),
    ...(bindPort === undefined ? {} : { sourcePort: bindPort }),
    ...(bindIf === undefined ? {} : { interface: bindIf }),
    ...(fwmark === 0 ? {} : { mark: fwmark }),
  }
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`. */
export function describeTarget({ address, port }: Pick<Target, 'address' | 'port'>): string {
  return ipFamily(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`
}

function issuesOf(
  options: ConnectOptions,
  layer: Layer,
  address: IpAddress | undefined,
): readonly ConfigIssue[] {
  const { connectIp, connectPort, connectTimeoutMs, bindto, bindPort } = options
  const issues: ConfigIssue[] = []
  const refuse = (path: string, message: string, hint?: string): void => {
    issues.push({ path, message, ...(hint === undefined ? {} : { hint }) })
  }
  if (address === undefined) {
    refuse('connectIp', `${connectIp} is not an IP address`, 'names are not resolved')
  }
  if (layer !== 'ICMP' && !isPort(connectPort))
    refuse('connectPort', `${connectPort} is not a port`)
  if (bindPort !== undefined && !isPort(bindPort)) refuse('bindPort', `${bindPort} is not a port`)
  if (connectTimeoutMs !== undefined && !(connectTimeoutMs > 0)) {
    refuse('connectTimeoutMs', `${connectTimeoutMs} is not a number of milliseconds above 0`)
  }
  const source = bindto === undefined ? undefined : parseIpAddress(bindto)
  if (bindto !== undefined && source === undefined) {
    refuse('bindto', `${bindto} is not an IP address`)
  } else if (source !== undefined && address !== undefined && !isSameFamily(source, address)) {
    refuse('bindto', `from ${source} nothing gets to ${address}: the families differ`)
  }
  return issues
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535
}

function isSameFamily(a: IpAddress, b: IpAddress): boolean {
  return ipFamily(a) === ipFamily(b)
}

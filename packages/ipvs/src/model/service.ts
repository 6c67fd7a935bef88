import { ipFamily, parseIpAddress } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'

export type ServiceProtocol = 'tcp' | 'udp' | 'sctp'

/** What packets a service is for: those to an address and port, or those with a firewall mark. */
export type ServiceId =
  | {
      readonly kind: 'address'
      readonly protocol: ServiceProtocol
      readonly address: IpAddress
      /** 0: every port that no other service is for. */
      readonly port: number
    }
  | {
      readonly kind: 'fwmark'
      /** 1..4294967295 */
      readonly mark: number
      readonly family: IpFamily
    }

/** The schedulers that Linux has; each is a kernel module of its own, `ip_vs_wlc`. */
export const schedulers = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'sed',
  'nq',
  'fo',
  'ovf',
  'mh',
  'twos',
] as const

export type Scheduler = (typeof schedulers)[number]

/** What a flag means is the scheduler's business. */
export type SchedulerFlag = 'flag-1' | 'flag-2' | 'flag-3'

/** Connections of a client go to the server that its first one went to. */
export interface Persistence {
  /** How long after the last connection, in milliseconds; whole seconds. */
  readonly timeoutMs: number
  /** Who counts as one client: a netmask for IPv4, `255.255.255.0`; a prefix length for IPv6, `64`. */
  readonly granularity: string
  /** Module that tells clients apart by more than their address: `sip`. */
  readonly engine: string | undefined
}

/** A virtual service as the kernel has it; everything is said, so that two can be compared. */
export interface Service {
  readonly id: ServiceId
  /** One of `schedulers`, or of a module that came with another kernel. */
  readonly scheduler: string
  /** In order, none twice. */
  readonly schedulerFlags: readonly SchedulerFlag[]
  /** Each datagram of UDP is scheduled by itself. */
  readonly onePacket: boolean
  readonly persistence: Persistence | undefined
}

/** The family of the clients' packets. */
export function serviceFamily(id: ServiceId): IpFamily {
  return id.kind === 'fwmark' ? id.family : ipFamily(id.address)
}

/** `tcp 192.0.2.10:80`, `udp [2001:db8::1]:53`, `fwmark 7 inet6`: the same text for the same packets. */
export function formatServiceId(id: ServiceId): string {
  if (id.kind === 'fwmark') return `fwmark ${id.mark} ${id.family === 4 ? 'inet' : 'inet6'}`
  return `${id.protocol} ${formatEndpoint(id.address, id.port)}`
}

/** `192.0.2.10:80`, `[2001:db8::1]:80`. */
export function formatEndpoint(address: IpAddress, port: number): string {
  return ipFamily(address) === 4 ? `${address}:${port}` : `[${address}]:${port}`
}

const addressPattern = /^(tcp|udp|sctp) (?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/
const markPattern = /^fwmark (\d{1,10})(?: (inet6?))?$/

/** Reads what `formatServiceId` writes; a mark without a family is of IPv4. */
export function parseServiceId(text: string): ServiceId | undefined {
  const [, digits, family] = markPattern.exec(text) ?? []
  if (digits !== undefined) {
    const mark = Number(digits)
    if (mark < 1 || mark > 0xffff_ffff) return undefined
    return { kind: 'fwmark', mark, family: family === 'inet6' ? 6 : 4 }
  }
  const [, protocol, inBrackets, plain, portDigits] = addressPattern.exec(text) ?? []
  const address = parseIpAddress(inBrackets ?? plain ?? '')
  const port = Number(portDigits)
  if (address === undefined || port > 0xffff) return undefined
  if ((ipFamily(address) === 6) !== (inBrackets !== undefined)) return undefined
  return { kind: 'address', protocol: protocol as ServiceProtocol, address, port }
}

export function isSameService(one: Service, other: Service): boolean {
  return (
    one === other ||
    (formatServiceId(one.id) === formatServiceId(other.id) &&
      one.scheduler === other.scheduler &&
      one.schedulerFlags.join() === other.schedulerFlags.join() &&
      one.onePacket === other.onePacket &&
      isSamePersistence(one.persistence, other.persistence))
  )
}

function isSamePersistence(one: Persistence | undefined, other: Persistence | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return (
    one.timeoutMs === other.timeoutMs &&
    one.granularity === other.granularity &&
    one.engine === other.engine
  )
}

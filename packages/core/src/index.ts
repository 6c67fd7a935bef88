/**
 * What every Holdfast package shares: the ports through which the world is reached, the host loop
 * that drives state machines, IP addresses, checksums and errors. It knows no VRRP and opens
 * nothing. Deterministic stand-ins for the ports are in `@holdfast/core/testing`.
 *
 * @packageDocumentation
 */
export { isSameAddress } from './addresses.js'
export type {
  Addresses,
  AddressFailure,
  AddressFlag,
  DesiredAddress,
  HoldOutcome,
} from './addresses.js'
export { assert } from './assert.js'
export { foldChecksum, pseudoHeaderSum, sumWords } from './checksum.js'
export type { Cancel, Clock } from './clock.js'
export { consoleLogger } from './console-logger.js'
export type { ConsoleLoggerOptions, LogLevel } from './console-logger.js'
export { DeadlineQueue } from './deadline-queue.js'
export type { Deadline } from './deadline-queue.js'
export { Emitter } from './emitter.js'
export type { EventMap, ListenerErrorHandler } from './emitter.js'
export { ConfigError, HoldfastError, InvariantError, TransportError, UsageError } from './errors.js'
export type { ConfigIssue } from './errors.js'
export { HostLoop } from './host-loop.js'
export type { HostedMachine, HostLoopOptions } from './host-loop.js'
export {
  compareIpAddresses,
  ipFamily,
  ipFromBytes,
  ipToBytes,
  isLinkLocal,
  isMulticast,
  parseIpAddress,
} from './ip-address.js'
export type { IpAddress, IpFamily } from './ip-address.js'
export { formatIpPrefix, isInPrefix, parseIpPrefix } from './ip-prefix.js'
export type { IpPrefix } from './ip-prefix.js'
export type { Links, LinkStatus } from './links.js'
export { silentLogger } from './logger.js'
export type { Logger, LogFields } from './logger.js'
export { macFromBytes, macToBytes, parseMacAddress } from './mac-address.js'
export type { MacAddress } from './mac-address.js'
export type { Random } from './random.js'
export type { Result } from './result.js'
export { noRouting } from './routes.js'
export type {
  DesiredNextHop,
  DesiredRoute,
  DesiredRouting,
  DesiredRule,
  RouteMetric,
  Routes,
  RoutingFailure,
  RoutingOutcome,
} from './routes.js'
export { systemClock } from './system-clock.js'
export type { EthernetFrame, IpDatagram, Packet, PacketTransport, SendFailed } from './transport.js'
export type { VirtualMac, VirtualMacs } from './virtual-macs.js'
export {
  encodeEthernet,
  encodeIpv4,
  encodeIpv6,
  etherTypes,
  groupMacAddress,
} from './frame-encoding.js'
export type { WireDatagram, WireFrame } from './frame-encoding.js'
export { octet, putWord, word } from './octets.js'

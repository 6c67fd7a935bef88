/**
 * VRRP on real networks: `onLinux` gives a router everything it needs of the kernel in one call, and
 * `RawTransport` carries its packets over AF_PACKET or libpcap.
 *
 * @packageDocumentation
 */
export type { FrameBackend, FrameFailed, FrameFilter, FrameSink } from './frame-backend.js'
export { onLinux } from './on-linux.js'
export type { LinuxPorts, OnLinuxOptions } from './on-linux.js'
export { RawTransport } from './raw-transport.js'
export type { RawCounters, RawTransportOptions } from './raw-transport.js'
export type { RejectionCounters } from './rejection-log.js'
export type { FrameRejectionCode } from './wire/rejection.js'

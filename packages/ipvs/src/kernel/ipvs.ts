import type { ServiceId } from '../model/service.js'
import type { SyncDaemon, SyncRole } from '../model/sync-daemon.js'
import type { Timeouts } from '../model/timeouts.js'
import type { Operation } from '../plan/operation.js'
import type { DestinationStatus } from '../wire/destination-codec.js'
import type { ServiceStatus } from '../wire/service-codec.js'
import type { IpvsError } from './ipvs-error.js'

export interface IpvsInfo {
  /** `1.2.1` */
  readonly version: string
  /** Rows of the table of connections. */
  readonly connectionTableSize: number
}

export type OperationOutcome =
  { readonly ok: true } | { readonly ok: false; readonly error: IpvsError }

/**
 * The kernel's table of virtual servers, or a stand-in. Everything happens before a call returns;
 * what the kernel refuses is thrown as IpvsError, but for `apply`, which says it of each change.
 */
export interface Ipvs {
  info(): IpvsInfo
  services(): readonly ServiceStatus[]
  /** None for a service that is not there. */
  destinations(id: ServiceId): readonly DestinationStatus[]
  /** Changes in order; one that fails does not stop those after it. */
  apply(operations: readonly Operation[]): readonly OperationOutcome[]
  /** Counts from 0 again: one service with its destinations, or everything. */
  zero(id?: ServiceId): void
  /** Deletes every service, whosever it is. */
  flush(): void
  timeouts(): Timeouts
  /** Those that are not given stay. Throws ConfigError for what is out of range. */
  setTimeouts(timeouts: Partial<Timeouts>): void
  /** Those that run, at most one of each role. */
  daemons(): readonly SyncDaemon[]
  /** Throws ConfigError for what is out of range. */
  startDaemon(daemon: SyncDaemon): void
  stopDaemon(role: SyncRole): void
  close(): void
}

/**
 * The kernel's virtual servers (IPVS, Linux's load balancer). `KernelVirtualServers` keeps the
 * kernel's table equal to what is held; `plan` says which changes that takes; `openIpvs` reads and
 * changes the table, and its timeouts and sync daemons, through generic netlink.
 *
 * @packageDocumentation
 */
export { IpvsClient, openIpvs } from './kernel/ipvs-client.js'
export { IpvsError } from './kernel/ipvs-error.js'
export type { Ipvs, IpvsInfo, OperationOutcome } from './kernel/ipvs.js'
export { readTable } from './kernel/read-table.js'
export { formatTable } from './listing/format-table.js'
export type { FormatTableOptions } from './listing/format-table.js'
export { listTable } from './listing/list-table.js'
export type { ListedService, TableListing } from './listing/list-table.js'
export { KernelVirtualServers } from './keeping/kernel-virtual-servers.js'
export type { KernelVirtualServersOptions } from './keeping/kernel-virtual-servers.js'
export type {
  VirtualServerFailure,
  VirtualServers,
  VirtualServersOutcome,
  VirtualServerStatistics,
} from './keeping/virtual-servers.js'
export type {
  DestinationConfig,
  ForwardingConfig,
  SchedulerFlagName,
  VirtualServerConfig,
} from './model/config.js'
export { formatDestinationId, isSameDestination } from './model/destination.js'
export type {
  Destination,
  DestinationId,
  Forwarding,
  Tunnel,
  TunnelChecksum,
} from './model/destination.js'
export { resolveVirtualServers } from './model/resolve.js'
export {
  formatServiceId,
  isSameService,
  parseServiceId,
  schedulers,
  serviceFamily,
} from './model/service.js'
export type {
  Persistence,
  Scheduler,
  SchedulerFlag,
  Service,
  ServiceId,
  ServiceProtocol,
} from './model/service.js'
export { checkSyncDaemon } from './model/sync-daemon.js'
export type { SyncDaemon, SyncRole } from './model/sync-daemon.js'
export { checkTimeouts } from './model/timeouts.js'
export type { Timeouts } from './model/timeouts.js'
export type { VirtualServer } from './model/virtual-server.js'
export { applyOperations } from './plan/apply.js'
export type { Operation } from './plan/operation.js'
export { plan } from './plan/plan.js'
export type { PlanOptions } from './plan/plan.js'
export type { ConnectionCounts, DestinationStatus } from './wire/destination-codec.js'
export type { ServiceStatus } from './wire/service-codec.js'
export type { Statistics } from './wire/statistics-codec.js'

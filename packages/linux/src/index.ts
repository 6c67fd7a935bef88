export { SystemCallError } from './system-call-error.js'
export { KernelAddresses } from './addresses/kernel-addresses.js'
export type { KernelAddressesOptions } from './addresses/kernel-addresses.js'
export { rehearseHolding } from './addresses/rehearsal.js'
export type { AddressLoss } from './addresses/restorer.js'
export { AcceptFilterError } from './filter/accept-filter.js'
export type { AcceptFilter, RefusedAddress } from './filter/accept-filter.js'
export { FilteredAddresses } from './filter/filtered-addresses.js'
export type { OwnedAddresses } from './filter/filtered-addresses.js'
export { NftAcceptFilter } from './filter/nft-accept-filter.js'
export type { NftAcceptFilterOptions } from './filter/nft-accept-filter.js'
export type { ScriptOutcome, ScriptRunner } from './filter/script-runner.js'
export type { RestorePolicy } from './keeping/restoring.js'
export type { JournalEntry } from './journal/entry.js'
export { FileJournal } from './journal/file-journal.js'
export type { FileJournalOptions } from './journal/file-journal.js'
export { MemoryJournal } from './journal/journal.js'
export type { Journal } from './journal/journal.js'
export { defaultStateDirectory, safeKey } from './journal/state-directory.js'
export {
  MissingPrivilegeError,
  effectiveCapabilities,
  missingCapabilities,
  requireCapabilities,
} from './privileges.js'
export type { Capability } from './privileges.js'
export { KernelRoutes } from './routes/kernel-routes.js'
export type { KernelRoutesOptions } from './routes/kernel-routes.js'
export type { RoutingLoss } from './routes/restorer.js'
export { KernelVirtualMacs } from './virtual-macs/kernel-virtual-macs.js'
export type { KernelVirtualMacsOptions } from './virtual-macs/kernel-virtual-macs.js'
export { procSysctls } from './virtual-macs/sysctls.js'
export type { Sysctl, Sysctls } from './virtual-macs/sysctls.js'
export { VirtualMacError } from './virtual-macs/virtual-mac-error.js'
export type { LinuxSocket, ReceiveBatch } from './socket/socket.js'
export { AddonMissingError } from './native/addon-missing-error.js'
export { errnoName } from './native/check.js'
export * from './socket/bpf.js'
export { boottimeMs, monotonicMs } from './socket/clocks.js'
export { linuxClock } from './linux-clock.js'
export * from './socket/constants.js'
export { networkOrder16 } from './socket/host-order.js'
export { interfaceIndex, noInterfaceIndex } from './socket/interface-index.js'
export { openSocket } from './socket/kernel-socket.js'
export {
  ignoreOutgoing,
  joinMulticast,
  leaveMulticast,
  readPacketStatistics,
} from './socket/packet-socket.js'
export type { PacketStatistics } from './socket/packet-socket.js'
export { poll } from './socket/poll.js'
export { receiveBatch } from './socket/receive-batch.js'
export {
  bindToDevice,
  enableTimestamps,
  setMark,
  setReceiveBuffer,
} from './socket/socket-options.js'
export {
  inetAddress,
  netlinkAddress,
  packetAddress,
  readInetAddress,
  readNetlinkPort,
  readPacketAddress,
  unixAddress,
} from './socket/sockaddr.js'
export type { PacketAddress } from './socket/sockaddr.js'
export { Timer } from './socket/timer.js'
export type {
  AddressInfo,
  ChangeOutcome,
  KernelChange,
  KernelEvent,
  LinkInfo,
  NeighbourInfo,
  NextHop,
  RouteInfo,
  Rtnetlink,
  RuleInfo,
} from './rtnetlink/rtnetlink.js'
export * from './rtnetlink/flags.js'
export { openRtnetlink } from './rtnetlink/open-rtnetlink.js'
export type { RtnetlinkOptions } from './rtnetlink/open-rtnetlink.js'
export { LinkMonitor } from './link-monitor.js'
export type { LinkMonitorOptions } from './link-monitor.js'
export type { MonitoredLink } from './link-monitor-table.js'
export type { GenericFamily } from './genetlink/family-codec.js'
export {
  encodeAttributes,
  GenericNetlink,
  openGenericNetlink,
} from './genetlink/generic-netlink.js'
export type { GenericReply, GenericRequest } from './genetlink/generic-netlink.js'
export { Attributes, eachAttribute } from './netlink/attributes.js'
export { MessageWriter } from './netlink/message-writer.js'

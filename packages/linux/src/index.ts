export { SystemCallError } from './system-call-error.js'
export type { LinuxSocket, ReceiveBatch } from './socket/socket.js'
export type {
  AddressInfo,
  ChangeOutcome,
  KernelChange,
  KernelEvent,
  LinkInfo,
  RouteInfo,
  Rtnetlink,
  RuleInfo,
} from './rtnetlink/rtnetlink.js'

/**
 * The agent `holdfast` as a library: runs a keepalived.conf, on this machine or on a simulated
 * network.
 *
 * @packageDocumentation
 */
export type { AgentOptions } from './agent-options.js'
export { loadKeepalivedConfiguration } from './configuration/load-keepalived-configuration.js'
export type {
  LoadKeepalivedOptions,
  LoadedKeepalivedConfiguration,
} from './configuration/load-keepalived-configuration.js'
export type * from './configuration/model.js'
export { createAgent } from './create-agent.js'
export type { DumpKind } from './dumps/dumps.js'
export type { FlapParameters } from './flapping/flap-detector.js'
export type { FlappingOptions } from './flapping/watch-flapping.js'
export type { HistoryEntry, HistoryKind } from './history/history-entry.js'
export type { MailMessage } from './notifying/alert-mail.js'
export type { Answer, Routes } from './http/http-server.js'
export type { PageSnapshot } from './page/page-snapshot.js'
export type { StatusPage } from './page/status-page.js'
export type { Mailer, MailServer } from './notifying/mailer.js'
export type { OpenFifo } from './notifying/fifos.js'
export { Agent } from './running/agent.js'
export type {
  AgentEvents,
  AskedEvent,
  FlappingEvent,
  ReloadedEvent,
  ReloadRefusedEvent,
  ScriptRanEvent,
  ServerChangedEvent,
} from './running/agent-events.js'
export type { AgentStatus } from './running/agent-status.js'
export type { Configuration, ConfigurationSource } from './running/configuration.js'
export type { FindOptions, ProgramFinder } from './running/program-finder.js'
export type { OpenTrackedFile } from './running/trackers.js'
export type {
  ServerStatus,
  VirtualServerStatus,
} from './running/virtual-servers/virtual-server-status.js'

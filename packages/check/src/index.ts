/**
 * What decides beside the network: scripts, processes, files and health checks that are tracked for a
 * VRRP router, and the scripts and FIFOs that are told of its transitions. `trackScript`,
 * `trackProcess`, `trackFile` and `trackCheck` report to anything that looks like a `VrrpInstance`;
 * `VirtualServer` says which real servers are fit to serve. The machines below them are pure
 * functions. Nothing here blocks the event loop, however a script or a server misbehaves.
 *
 * @packageDocumentation
 */
export type { Check } from './checker/check.js'
export { Checker } from './checker/checker.js'
export type { CheckerOptions, CheckerStatus, CheckerTiming } from './checker/checker.js'
export { initialChecker, nextCheckerDeadline, stepChecker } from './checker/checker-machine.js'
export type {
  CheckerEffect,
  CheckerInput,
  CheckerParameters,
  CheckerState,
  CheckerStep,
} from './checker/checker-machine.js'
export { trackCheck } from './checker/track-check.js'
export type { TrackCheckOptions } from './checker/track-check.js'
export { initialiseFile } from './file/initialise-file.js'
export type { InitFileOptions } from './file/initialise-file.js'
export { NodeTrackedFile } from './file/node-tracked-file.js'
export { trackFile } from './file/track-file.js'
export type { FileTarget, TrackFileOptions } from './file/track-file.js'
export type { TrackedFile } from './file/tracked-file.js'
export { fifoLine } from './notify/notify-event.js'
export type { NotifyEvent, NotifyState } from './notify/notify-event.js'
export { NotifyFifo } from './notify/notify-fifo.js'
export type { FifoEnd, NotifyFifoOptions } from './notify/notify-fifo.js'
export { NotifyQueue } from './notify/notify-queue.js'
export type { NotifyQueueOptions } from './notify/notify-queue.js'
export { programsFor } from './notify/notify-scripts.js'
export type { NotifyScripts } from './notify/notify-scripts.js'
export { openFifo } from './notify/open-fifo.js'
export { matchesProcess } from './process/process-pattern.js'
export type { ProcessPattern } from './process/process-pattern.js'
export { ProcessPoller } from './process/process-poller.js'
export type { ProcessCounter, ProcessPollerOptions } from './process/process-poller.js'
export type { ProcessEntry, ProcessTable } from './process/process-table.js'
export { ProcTable } from './process/proc-table.js'
export { initialQuorum, stepQuorum } from './process/quorum-machine.js'
export type { QuorumParameters, QuorumState, QuorumStep } from './process/quorum-machine.js'
export type { ConnectOptions } from './probe/connection/connect-options.js'
export { dnsCheck } from './probe/dns/dns-check.js'
export type { DnsCheckOptions } from './probe/dns/dns-check.js'
export type { DnsRecordType } from './probe/dns/dns-message.js'
export { fileCheck } from './probe/file-check.js'
export type { FileCheckOptions } from './probe/file-check.js'
export type { ContentOptions } from './probe/http/content-rule.js'
export { digestOfUrl } from './probe/http/digest-of-url.js'
export type { DigestOptions } from './probe/http/digest-of-url.js'
export { httpCheck } from './probe/http/http-check.js'
export type { HttpCheckOptions, StatusCodes, UrlOptions } from './probe/http/http-check.js'
export type { HttpOptions } from './probe/http/http-options.js'
export type { HttpProtocol } from './probe/http/http-request.js'
export type { TlsOptions } from './probe/http/tls-options.js'
export { miscCheck } from './probe/misc-check.js'
export type { MiscCheckOptions } from './probe/misc-check.js'
export { pingCheck } from './probe/ping/ping-check.js'
export type { PingCheckOptions } from './probe/ping/ping-check.js'
export type { Probe, ProbeOutcome, WeightAdvice } from './probe/probe.js'
export { smtpCheck } from './probe/smtp/smtp-check.js'
export type { SmtpCheckOptions } from './probe/smtp/smtp-check.js'
export { tcpCheck } from './probe/tcp-check.js'
export { udpCheck } from './probe/udp/udp-check.js'
export type { UdpCheckOptions } from './probe/udp/udp-check.js'
export { trackProcess } from './process/track-process.js'
export type { TrackProcessOptions } from './process/track-process.js'
export { explainOutcome, isSuccess } from './program/explain-outcome.js'
export { ForkedProcessRunner } from './program/forked-process-runner.js'
export type { ForkedProcessRunnerOptions } from './program/forked-process-runner.js'
export { findIdentity } from './program/identity.js'
export { defaultSearchPath, NodeProcessRunner } from './program/node-process-runner.js'
export { checkPathSafety } from './program/path-safety.js'
export type { LookAt, PathStep } from './program/path-safety.js'
export type {
  Identity,
  KillSignal,
  ProcessEnding,
  ProcessRunner,
  Program,
  RunningProcess,
} from './program/process-runner.js'
export { resolveProgram } from './program/resolve-program.js'
export type { CommandProblem, ResolveOptions } from './program/resolve-program.js'
export type { RunEffect, RunOutcome, RunParameters, RunState } from './program/run-machine.js'
export { splitCommand } from './program/split-command.js'
export { SupervisedRun } from './program/supervised-run.js'
export type { SupervisedRunOptions } from './program/supervised-run.js'
export { initialScript, nextScriptDeadline, stepScript } from './script/script-machine.js'
export type {
  ScriptEffect,
  ScriptInput,
  ScriptParameters,
  ScriptState,
  ScriptStep,
} from './script/script-machine.js'
export { ScriptTracker } from './script/script-tracker.js'
export type { ScriptTrackerOptions } from './script/script-tracker.js'
export { trackScript } from './script/track-script.js'
export type { ScriptTarget, TrackScriptOptions } from './script/track-script.js'
export type {
  Duty,
  RealServerInput,
  RealServerParameters,
} from './virtual-server/real-server-machine.js'
export type { RealServerState } from './virtual-server/real-server-machine.js'
export type { CheckResources } from './virtual-server/plan-checkers.js'
export { planVirtualServer, realServerId } from './virtual-server/plan-virtual-server.js'
export type { PlannedVirtualServer } from './virtual-server/plan-virtual-server.js'
export type { NamedCheckerStatus, RealServerStatus } from './virtual-server/real-server-status.js'
export { VirtualServer } from './virtual-server/virtual-server.js'
export type {
  CheckerConfig,
  RealServerConfig,
  VirtualServerConfig,
  VirtualServerEvents,
  VirtualServerPorts,
} from './virtual-server/virtual-server.js'
export {
  initialVirtualServer,
  poolOf,
  stepVirtualServer,
} from './virtual-server/virtual-server-machine.js'
export type {
  PoolEntry,
  QuorumThresholds,
  SorryServerParameters,
  VirtualServerEffect,
  VirtualServerInput,
  VirtualServerParameters,
  VirtualServerState,
  VirtualServerStep,
} from './virtual-server/virtual-server-machine.js'

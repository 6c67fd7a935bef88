/**
 * What decides beside the network: scripts, processes and files that are tracked for a VRRP router,
 * and the scripts and FIFOs that are told of its transitions. `trackScript`, `trackProcess` and
 * `trackFile` report to anything that looks like a `VrrpInstance`; the machines below them are pure
 * functions. Nothing here blocks the event loop, however a script misbehaves.
 *
 * @packageDocumentation
 */
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

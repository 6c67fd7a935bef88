/**
 * Stand-ins for the operating system on virtual time, so that what runs programs is tested without
 * running any.
 *
 * @packageDocumentation
 */
export { FakeProcessRunner } from './fake-process-runner.js'
export type { FakeProcess, FakeProcessRunnerOptions } from './fake-process-runner.js'
export { FakeProbe } from './fake-probe.js'
export type { FakeProbeOptions } from './fake-probe.js'

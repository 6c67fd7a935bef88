import type { KillSignal, ProcessEnding, Program } from './process-runner.js'

/** To the process that runs programs. */
export type RunnerRequest =
  | { readonly type: 'start'; readonly id: number; readonly program: Program }
  | { readonly type: 'kill'; readonly id: number; readonly signal: KillSignal }

/** From it. */
export interface RunnerReply {
  readonly id: number
  readonly ending: ProcessEnding
}

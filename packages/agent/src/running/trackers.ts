import { isDeepStrictEqual } from 'node:util'
import { initialiseFile, isSuccess, ScriptTracker, trackFile, trackProcess } from '@holdfast/check'
import type { ProcessCounter, ProcessRunner, TrackedFile } from '@holdfast/check'
import type { ProcessBlock } from '@holdfast/check/keywords'
import type { Clock, Logger } from '@holdfast/core'
import type { AgentPlan, FilePlan, ScriptPlan } from './agent-plan.js'
import type { TrackerAudience } from './audience.js'

/** A file to look at: its path, or what stands in for it. */
export type OpenTrackedFile = (path: string) => string | TrackedFile

export interface TrackersOptions {
  /** What runs the script of this name. */
  readonly runnerFor: (name: string) => ProcessRunner
  readonly processes: ProcessCounter
  readonly openFile: OpenTrackedFile
  readonly clock: Clock
  readonly logger: Logger
  readonly audience: TrackerAudience
}

type TrackedPlan =
  | { readonly kind: 'script'; readonly plan: ScriptPlan }
  | { readonly kind: 'process'; readonly plan: ProcessBlock }
  | { readonly kind: 'file'; readonly plan: FilePlan }

interface Tracked {
  readonly wanted: TrackedPlan
  readonly stop: () => Promise<void>
}

/**
 * The scripts, processes and files of a configuration, each watched once however many instances
 * track it. What is known is kept, so that an instance that comes later is told at once.
 */
export class Trackers {
  readonly #options: TrackersOptions
  readonly #tracked = new Map<string, Tracked>()
  readonly #verdicts = new Map<string, boolean>()
  readonly #contents = new Map<string, string>()

  constructor(options: TrackersOptions) {
    this.#options = options
  }

  /** Starts what is new, restarts what changed and stops what is gone; the rest runs on. */
  async apply(plan: AgentPlan): Promise<void> {
    const plans = [
      ...plan.scripts.map((each): TrackedPlan => ({ kind: 'script', plan: each })),
      ...plan.processes.map((each): TrackedPlan => ({ kind: 'process', plan: each })),
      ...plan.files.map((each): TrackedPlan => ({ kind: 'file', plan: each })),
    ]
    const wanted = new Map(plans.map((each) => [`${each.kind} ${each.plan.name}`, each]))
    const gone = [...this.#tracked].filter(
      ([key, { wanted: before }]) => !isDeepStrictEqual(before, wanted.get(key)),
    )
    for (const [key] of gone) {
      this.#tracked.delete(key)
      this.#verdicts.delete(key)
      this.#contents.delete(key)
    }
    await Promise.all(gone.map(([, { stop }]) => stop()))
    for (const [key, each] of wanted) {
      if (!this.#tracked.has(key)) this.#tracked.set(key, { wanted: each, stop: this.#start(each) })
    }
  }

  /** Tells once more all that is known: for instances that are new. */
  repeat(): void {
    const { audience } = this.#options
    for (const [key, success] of this.#verdicts) {
      audience.scriptFinished(nameIn(key), success, true)
    }
    for (const [key, content] of this.#contents) {
      audience.fileRead(nameIn(key), content, true)
    }
  }

  async close(): Promise<void> {
    const tracked = [...this.#tracked.values()]
    this.#tracked.clear()
    await Promise.all(tracked.map(({ stop }) => stop()))
  }

  #start(wanted: TrackedPlan): () => Promise<void> {
    switch (wanted.kind) {
      case 'script':
        return this.#startScript(wanted.plan)
      case 'process':
        return this.#startProcess(wanted.plan)
      case 'file':
        return this.#startFile(wanted.plan)
    }
  }

  #startScript(plan: ScriptPlan): () => Promise<void> {
    const { runnerFor, clock, logger, audience } = this.#options
    const tracker = new ScriptTracker({
      ...plan,
      runner: runnerFor(plan.name),
      clock,
      logger,
      onOutcome: (outcome) => {
        const success = isSuccess(outcome)
        this.#verdicts.set(`script ${plan.name}`, success)
        audience.scriptFinished(plan.name, success)
      },
    })
    tracker.start()
    return () => tracker.stop()
  }

  #startProcess(plan: ProcessBlock): () => Promise<void> {
    const { processes, clock, logger, audience } = this.#options
    const report = (name: string, success: boolean): void => {
      this.#verdicts.set(`process ${name}`, success)
      audience.scriptFinished(name, success)
    }
    const cancel = trackProcess({ report }, { ...plan, counter: processes, clock, logger })
    return () => {
      cancel()
      return Promise.resolve()
    }
  }

  #startFile({ name, path, init }: FilePlan): () => Promise<void> {
    const { openFile, clock, logger, audience } = this.#options
    const reportFile = (_name: string, content: string): void => {
      this.#contents.set(`file ${name}`, content)
      audience.fileRead(name, content)
    }
    let cancel: (() => void) | undefined
    let isStopped = false
    const start = (): void => {
      if (!isStopped)
        cancel = trackFile({ reportFile }, { name, file: openFile(path), clock, logger })
    }
    const warn = (error: unknown): void => logger.warn(`cannot initialise ${path}`, { error })
    if (init === undefined) start()
    else void initialiseFile(path, init).catch(warn).then(start)
    return () => {
      isStopped = true
      cancel?.()
      return Promise.resolve()
    }
  }
}

function nameIn(key: string): string {
  return key.slice(key.indexOf(' ') + 1)
}

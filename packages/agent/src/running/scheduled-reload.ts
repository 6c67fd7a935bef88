import { rmSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { trackFile } from '@holdfast/check'
import type { Cancel, Clock, Logger } from '@holdfast/core'
import type { ScheduledReloadPlan } from './agent-plan.js'
import { reloadTime } from './reload-time.js'
import type { OpenTrackedFile } from './trackers.js'

export interface ScheduledReloadOptions {
  readonly openFile: OpenTrackedFile
  readonly clock: Clock
  readonly unixTimeMs: () => number
  readonly logger: Logger
  readonly reload: () => Promise<void>
}

/** The wall clock may be set meanwhile: it is looked at this often. */
const lookMs = 30_000

/** keepalived's `reload_time_file`: a file says when the configuration is read again. */
export class ScheduledReload {
  readonly #options: ScheduledReloadOptions
  #plan: ScheduledReloadPlan | undefined
  #untrack: Cancel | undefined
  #cancel: Cancel | undefined

  constructor(options: ScheduledReloadOptions) {
    this.#options = options
  }

  apply(plan: ScheduledReloadPlan | undefined): void {
    if (isDeepStrictEqual(plan, this.#plan)) return
    this.close()
    this.#plan = plan
    if (plan === undefined) return
    const { openFile, clock, logger } = this.#options
    const target = { reportFile: (_: string, content: string) => this.#told(content) }
    const { path } = plan
    this.#untrack = trackFile(target, { name: path, file: openFile(path), clock, logger })
  }

  close(): void {
    this.#untrack?.()
    this.#cancel?.()
    this.#untrack = undefined
    this.#cancel = undefined
    this.#plan = undefined
  }

  #told(content: string): void {
    const { unixTimeMs, logger } = this.#options
    this.#cancel?.()
    this.#cancel = undefined
    const plan = this.#plan
    if (plan === undefined || content === '') return
    const at = reloadTime(content, unixTimeMs())
    if (at === undefined) {
      logger.warn(`${plan.path}: its first line is no time to come, such as 04:30:00`)
      return
    }
    logger.info(`a reload is due at ${new Date(at).toISOString()}, says ${plan.path}`)
    this.#wait(at, content, plan)
  }

  #wait(at: number, content: string, plan: ScheduledReloadPlan): void {
    const { clock, unixTimeMs } = this.#options
    const left = at - unixTimeMs()
    this.#cancel = clock.schedule(clock.now() + Math.min(left, lookMs), () => {
      if (unixTimeMs() < at) this.#wait(at, content, plan)
      else void this.#reload(content, plan)
    })
  }

  async #reload(content: string, plan: ScheduledReloadPlan): Promise<void> {
    const { logger, reload } = this.#options
    this.#cancel = undefined
    try {
      if (!plan.repeats) rmSync(plan.path, { force: true })
    } catch (error) {
      logger.warn(`${plan.path} cannot be removed`, { error })
    }
    try {
      await reload()
    } catch (error) {
      logger.error('the old configuration stays in force: the new one cannot be used', { error })
    }
    // Still the same file, and nobody has written to it meanwhile.
    if (plan.repeats && this.#plan === plan && !this.#isWaiting()) this.#told(content)
  }

  #isWaiting(): boolean {
    return this.#cancel !== undefined
  }
}

import { startSegment } from '@holdfast/transport-udp-sim'
import type { Segment } from '@holdfast/transport-udp-sim'
import type { VrrpStateName } from '@holdfast/vrrp'
import { configOf } from './cast.js'
import type { Role, Round } from './cast.js'
import type { DemoEvent, Tell } from './event.js'
import type { Report, TransitionReport } from './messages.js'
import { Router } from './router.js'
import { Wiretap } from './wiretap.js'
import type { HeardAdvert } from './wiretap.js'

export interface StageOptions {
  readonly tell: Tell
  /** Told of every advert on the wire; there are too many to be events. */
  readonly heard: (advert: HeardAdvert, atMs: number) => void
  /** Ends everything that waits. */
  readonly signal: AbortSignal
}

/** What a wait may take before something must be wrong. */
const PATIENCE_MS = 10_000

/** The hub in this process, the routers in theirs, and everything they tell. */
export class Stage implements AsyncDisposable {
  readonly wiretap: Wiretap = new Wiretap()
  readonly #options: StageOptions
  readonly #segment: Segment
  readonly #openedAt = performance.now()
  readonly #routers = new Map<string, Router>()
  /** What each living process has told of itself, oldest first. */
  readonly #reports = new Map<string, Report[]>()
  readonly #waiting = new Set<() => void>()
  #failure: Error | undefined

  static async open(options: StageOptions): Promise<Stage> {
    return new Stage(options, await startSegment())
  }

  private constructor(options: StageOptions, segment: Segment) {
    this.#options = options
    this.#segment = segment
    segment.tap((tapped) => {
      const advert = this.wiretap.hear(tapped)
      if (advert === undefined) return
      options.heard(advert, this.#sinceOpened())
      this.#lookAgain()
    })
    const interrupt = (): void => this.#fail(new Error('interrupted'))
    if (options.signal.aborted) interrupt()
    else options.signal.addEventListener('abort', interrupt)
    this.tell({ event: 'segment', port: segment.port })
  }

  tell(event: DemoEvent): void {
    this.#options.tell(event, this.#sinceOpened())
  }

  /** Says what comes next. */
  step(text: string): void {
    this.tell({ event: 'step', text })
  }

  /** Starts the process of a router; resolves when it waits for orders. */
  async boot(role: Role): Promise<void> {
    const { name, address, priority } = role
    this.#reports.set(name, [])
    const router = new Router(role, this.#segment.port, {
      reported: (report) => this.#reported(name, report),
      died: (how) => this.#fail(new Error(`the process of ${name} died: ${how}`)),
    })
    this.#routers.set(name, router)
    await this.#report(role, 'ready')
    this.tell({ event: 'started', node: name, pid: router.pid, address, priority })
  }

  /** Lets a router take part in a round. */
  run(role: Role, round: Round): void {
    this.#routers.get(role.name)?.run(configOf(role, round))
  }

  /** Lets a router leave its round in good order. */
  async leave(role: Role): Promise<void> {
    this.#routers.get(role.name)?.leave()
    await this.#report(role, 'left')
  }

  async kill(role: Role): Promise<void> {
    await this.#routers.get(role.name)?.kill()
    this.#routers.delete(role.name)
    this.#reports.delete(role.name)
    this.tell({ event: 'killed', node: role.name, signal: 'SIGKILL' })
  }

  /** The last known state of a router; undefined while it has none. */
  state(role: Role): VrrpStateName | undefined {
    return this.transitions(role).at(-1)?.to
  }

  /** What the process of a router went through since it was started. */
  transitions({ name }: Role): readonly TransitionReport[] {
    return (this.#reports.get(name) ?? []).filter((report) => report.type === 'transition')
  }

  /** Resolves as soon as it is so; rejects when that takes too long, or when anything fails. */
  until(what: string, isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        settle()
      }
      const look = (): void => {
        const failure = this.#failure
        if (failure !== undefined) end(() => reject(failure))
        else if (isSo()) end(resolve)
      }
      const timer = setTimeout(() => {
        end(() => reject(new Error(`waited ${PATIENCE_MS / 1000} s in vain for ${what}`)))
      }, PATIENCE_MS)
      this.#waiting.add(look)
      look()
    })
  }

  /** Time to look at what has happened. */
  async pause(ms: number): Promise<void> {
    const end = performance.now() + ms
    const timer = setTimeout(() => this.#lookAgain(), ms + 1)
    try {
      await this.until('time to pass', () => performance.now() >= end)
    } finally {
      clearTimeout(timer)
    }
  }

  /** No process outlives the stage. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#routers.values()].map((router) => router.kill()))
    await this.#segment.close()
  }

  async #report({ name }: Role, type: Report['type']): Promise<void> {
    const count = (): number => {
      return (this.#reports.get(name) ?? []).filter((report) => report.type === type).length
    }
    const before = count()
    await this.until(`${name} to be ${type}`, () => count() > before)
  }

  #reported(node: string, report: Report): void {
    this.#reports.get(node)?.push(report)
    if (report.type === 'transition') {
      const { from, to, reason } = report
      this.tell({ event: 'transition', node, from, to, reason })
    }
    this.#lookAgain()
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#lookAgain()
  }

  #lookAgain(): void {
    for (const look of this.#waiting) look()
  }

  #sinceOpened(): number {
    return performance.now() - this.#openedAt
  }
}

import type { Clock } from '@holdfast/core'
import type { TransitionEvent } from './event.js'
import type { PlannedRelease, VrrpHooks } from './hooks.js'
import type { ClaimVerdict } from './input.js'
import type { ClaimRequest } from './member.js'

const RELEASE_TIMEOUT_MS = 5000

/** Calls the application's hooks and keeps what they throw away from the router. */
export class HookRunner {
  readonly #hooks: VrrpHooks
  readonly #clock: Clock
  readonly #onError: (error: unknown, hook: keyof VrrpHooks) => void
  #question: AbortController | undefined
  #after: Promise<void> = Promise.resolve()

  constructor(
    hooks: VrrpHooks,
    clock: Clock,
    onError: (error: unknown, hook: keyof VrrpHooks) => void,
  ) {
    this.#hooks = hooks
    this.#clock = clock
    this.#onError = onError
  }

  get asksClaims(): boolean {
    return this.#hooks.beforeMaster !== undefined
  }

  /** A hook that throws vetoes: nobody knows what it would have said. */
  ask(
    claim: ClaimRequest & { readonly name: string },
    answer: (verdict: ClaimVerdict) => void,
  ): void {
    this.#question?.abort()
    const question = new AbortController()
    this.#question = question
    const verdict = async (): Promise<unknown> => this.#hooks.beforeMaster?.(claim, question.signal)
    verdict().then(
      (allowed) => answer(allowed === false ? 'deny' : 'grant'),
      (error: unknown) => {
        this.#onError(error, 'beforeMaster')
        answer('deny')
      },
    )
  }

  withdraw(): void {
    this.#question?.abort()
    this.#question = undefined
  }

  /** Waits for the hook, but not for ever. */
  beforeRelease(release: PlannedRelease): Promise<void> {
    const { beforeRelease, beforeReleaseTimeoutMs = RELEASE_TIMEOUT_MS } = this.#hooks
    if (beforeRelease === undefined) return Promise.resolve()
    const controller = new AbortController()
    const run = async (): Promise<unknown> => beforeRelease(release, controller.signal)
    const ended = run().catch((error: unknown) => this.#onError(error, 'beforeRelease'))
    return this.#within(beforeReleaseTimeoutMs, 'beforeRelease', ended, () => controller.abort())
  }

  afterTransition(event: TransitionEvent): void {
    const { afterTransition } = this.#hooks
    if (afterTransition === undefined) return
    this.#after = this.#after
      .then(() => afterTransition(event))
      .then(
        () => undefined,
        (error: unknown) => this.#onError(error, 'afterTransition'),
      )
  }

  /** Resolves when every hook called so far has ended, or takes too long: one may wait for `stop`. */
  idle(): Promise<void> {
    if (this.#hooks.afterTransition === undefined) return Promise.resolve()
    return this.#within(RELEASE_TIMEOUT_MS, 'afterTransition', this.#after)
  }

  #within(
    timeoutMs: number,
    hook: keyof VrrpHooks,
    ended: Promise<unknown>,
    expired?: () => void,
  ): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.schedule(this.#clock.now() + timeoutMs, () => {
        expired?.()
        this.#onError(new Error(`no end within ${timeoutMs} ms`), hook)
        resolve()
      })
      void ended.then(() => {
        cancel()
        resolve()
      })
    })
  }
}

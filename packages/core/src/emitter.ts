import { EventEmitter } from 'eventemitter3'

/** An interface that maps each event to its listener's signature or to the tuple of arguments. */
export type EventMap<Events> = {
  [Event in keyof Events]: ((...args: never[]) => void) | unknown[]
}

/** Told of a listener that threw, or of a promise it returned that was rejected. */
export type ListenerErrorHandler = (error: unknown, event: string) => void

/**
 * An EventEmitter3 whose listeners cannot harm the emitter or each other: EventEmitter3 itself
 * passes a listener's exception to whoever emits and skips the remaining listeners.
 *
 * `error` is an event like any other. The `context` argument of `on` is not supported.
 */
export class Emitter<Events extends EventMap<Events>> extends EventEmitter<Events, never> {
  readonly #onListenerError: ListenerErrorHandler

  /** Without `onListenerError` a listener's error surfaces as an unhandled rejection. */
  constructor(onListenerError: ListenerErrorHandler = surface) {
    super()
    this.#onListenerError = onListenerError
  }

  /** Calls every listener of `event`; returns whether there was one. Never throws. */
  override emit<Event extends EventEmitter.EventNames<Events>>(
    event: Event,
    ...args: EventEmitter.EventArgs<Events, Event>
  ): boolean {
    const listeners = this.listeners(event)
    // All of them before the first call: a listener that emits the same event again would
    // otherwise reach the later `once` listeners twice.
    for (const listener of listeners) this.removeListener(event, listener, undefined, true)
    for (const listener of listeners) {
      try {
        const returned: unknown = Reflect.apply(listener, this, args)
        if (returned instanceof Promise) {
          returned.catch((error: unknown) => {
            this.#report(error, event)
          })
        }
      } catch (error) {
        this.#report(error, event)
      }
    }
    return listeners.length > 0
  }

  #report(error: unknown, event: string | symbol | number): void {
    try {
      this.#onListenerError(error, String(event))
    } catch (failure) {
      surface(failure)
    }
  }
}

function surface(error: unknown): void {
  const isError = error instanceof Error
  void Promise.reject(isError ? error : new Error('a listener threw', { cause: error }))
}

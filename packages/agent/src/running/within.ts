import type { Clock } from '@holdfast/core'

/** Whether `done` resolves within so many milliseconds; resolves with the answer, never later. */
export function within(done: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(clock.now() + ms, () => resolve(false))
    done.then(
      () => {
        cancel()
        resolve(true)
      },
      (error: unknown) => {
        cancel()
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}

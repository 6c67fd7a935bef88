import type { Cancel, Clock } from '@holdfast/core'

/** Work that may be interrupted wherever it yields, for whoever else this process serves. */
export type SlicedWork<Result> = Generator<undefined, Result>

/** So long others wait for a slice, in milliseconds: little beside the shortest interval of adverts. */
const sliceMs = 5

/** All of it at once. */
export function runWhole<Result>(work: SlicedWork<Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** Each slice when those who wait have had a turn; `onEnd` after the last one. */
export function runInSlices(clock: Clock, work: SlicedWork<unknown>, onEnd: () => void): Cancel {
  let isCancelled = false
  const runSlice = (): void => {
    const startedAt = clock.now()
    while (!isCancelled && clock.now() - startedAt < sliceMs) {
      if (work.next().done === true) return onEnd()
    }
    if (!isCancelled) clock.defer(runSlice)
  }
  clock.defer(runSlice)
  return () => {
    isCancelled = true
  }
}

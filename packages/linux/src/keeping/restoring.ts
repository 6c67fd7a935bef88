import { SlidingBound } from './sliding-bound.js'

/** What to do about something that is held and that somebody else deleted. */
export type RestorePolicy = 'restore' | 'report'

/** Somebody who deletes the same thing more often, 5 times in 10 seconds, means it. */
export function restorationBound(): SlidingBound {
  return new SlidingBound(5, 10_000)
}

/** When to look again after the kernel could not be asked, in milliseconds. */
export const askAgainMs = 1000

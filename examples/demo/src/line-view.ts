import { describe, describeSummary } from './event.js'
import type { View, Write } from './view.js'

/** For files and pipes: one line per event, with the seconds since the beginning. */
export function lineView(write: Write): View {
  return {
    event(event, atMs) {
      const [who, what] = describe(event)
      if (event.event === 'step') write('\n')
      write(`${(atMs / 1000).toFixed(3).padStart(7)} s  ${who.padEnd(4)}  ${what}\n`)
    },
    heard() {
      // too many, and too often
    },
    summary(summary) {
      write(`\n${describeSummary(summary)}\n`)
    },
    close() {
      // nothing to undo
    },
  }
}

import type { View, Write } from './view.js'

/** For programs: one JSON object a line. */
export function jsonView(write: Write): View {
  return {
    event({ event, ...facts }, atMs) {
      write(`${JSON.stringify({ event, atMs: Math.round(atMs), ...facts })}\n`)
    },
    heard() {
      // too many, and too often
    },
    summary(summary) {
      write(`${JSON.stringify(summary)}\n`)
    },
    close() {
      // nothing to undo
    },
  }
}

import type { WriteStream } from 'node:tty'
import { describeSummary } from './event.js'
import { Scene } from './scene.js'
import { formatLine } from './style.js'
import { renderTable } from './table.js'
import type { View } from './view.js'

const REDRAW_MS = 100
/** Less would wrap lines, or scroll them out of the reach of the cursor. */
const LEAST_COLUMNS = 60
const LEAST_ROWS = 20

// Control sequences of ECMA-48 that every terminal of today knows.
const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const eraseLine = '\u001b[2K'
const up = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A`)

/** For people at a terminal: a table drawn over itself. Undefined where that cannot work. */
export function tableView(stream: WriteStream): View | undefined {
  // The types do not say that a pipe is none of this.
  if (!stream.isTTY || process.env.TERM === 'dumb') return undefined
  if (stream.columns < LEAST_COLUMNS || stream.rows < LEAST_ROWS) return undefined

  const scene = new Scene()
  // Knows NO_COLOR, FORCE_COLOR and what the terminal can do.
  const colour = stream.hasColors()
  let beganAt = performance.now()
  let drawnLines = 0
  const draw = (): void => {
    // One column stays free: a full line would wrap on some terminals.
    const room = { columns: stream.columns - 1, colour }
    const lines = renderTable(scene, performance.now() - beganAt).map((pieces) =>
      formatLine(pieces, room),
    )
    stream.write(up(drawnLines) + lines.map((line) => `${eraseLine}${line}\n`).join(''))
    drawnLines = lines.length
  }
  stream.write(hideCursor)
  const timer = setInterval(draw, REDRAW_MS)

  return {
    event(event, atMs) {
      beganAt = performance.now() - atMs
      scene.event(event, atMs)
      draw()
    },
    heard(advert, atMs) {
      scene.heard(advert, atMs)
    },
    summary(summary) {
      // The last picture stays, with the verdict below it.
      clearInterval(timer)
      draw()
      stream.write(` ${describeSummary(summary)}\n`)
    },
    close() {
      clearInterval(timer)
      stream.write(showCursor)
    },
  }
}

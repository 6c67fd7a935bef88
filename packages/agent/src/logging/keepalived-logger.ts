import type { LogFields, Logger } from '@holdfast/core'
import { ctime, keepalivedLine } from './keepalived-line.js'
import type { LineSink } from './line-sink.js'

export interface AgentLoggerOptions {
  readonly sink: LineSink
  /** Debug messages too. Default false. */
  readonly detail?: boolean
  /** Default: the system's time of day. */
  readonly wallClock?: () => Date
}

/** Lines as keepalived's on a console: `Tue Jan  2 03:04:05 2024: (VI_1) Entering MASTER STATE`. */
export function keepalivedLogger(options: AgentLoggerOptions): Logger {
  const { sink, detail = false, wallClock = () => new Date() } = options
  const say =
    (mark: string) =>
    (message: string, fields?: LogFields): void => {
      sink.write(`${ctime(wallClock())}: ${mark}${keepalivedLine(message, fields)}\n`)
    }
  const debug = detail ? say('') : () => undefined
  return { debug, info: say(''), warn: say('Warning - '), error: say('Error - ') }
}

import type { LogFields, Logger } from './logger.js'

declare const console: { error(...parts: unknown[]): void }

const levels = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof levels)[number]

export interface ConsoleLoggerOptions {
  /** The least important level that is written; `info` by default. */
  readonly level?: LogLevel
  /** Takes the parts of a line; `console.error` by default. */
  readonly write?: (...parts: unknown[]) => void
}

/** Writes to stderr, so that stdout stays the program's own. */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const { level: lowest = 'info', write = writeToStderr } = options
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (levels.indexOf(level) < levels.indexOf(lowest)) return
    const line = `${level.padEnd(5)} ${message}`
    if (fields === undefined) write(line)
    else write(line, fields)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function writeToStderr(...parts: unknown[]): void {
  console.error(...parts)
}

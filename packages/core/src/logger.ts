/** Structured facts beside a log message. */
export type LogFields = Readonly<Record<string, unknown>>

/** The four calls Holdfast makes; pino, winston and console fit after a line of glue. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

const nothing = (): void => undefined

/** The default: says nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }

import type { Logger } from '@holdfast/core'
import { pino, stdSerializers } from 'pino'
import type { AgentLoggerOptions } from './keepalived-logger.js'

/** One JSON object a line, by pino: `level`, `time`, `msg` and the facts of the message. */
export function jsonLogger(options: AgentLoggerOptions): Logger {
  const { sink, detail = false, wallClock = () => new Date() } = options
  const log = pino(
    {
      level: detail ? 'debug' : 'info',
      // Words last longer than pino's numbers.
      formatters: { level: (label) => ({ level: label }) },
      base: { name: 'holdfast', pid: process.pid },
      timestamp: () => `,"time":"${wallClock().toISOString()}"`,
      serializers: { error: stdSerializers.err },
    },
    { write: (line) => sink.write(line) },
  )
  return {
    debug: (message, fields) => log.debug(fields ?? {}, message),
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, fields) => log.error(fields ?? {}, message),
  }
}

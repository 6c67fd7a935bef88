import type { Logger } from '@holdfast/core'
import { errorsOf } from '../running/configuration.js'
import type { Configuration } from '../running/configuration.js'

const levels = { error: 'error', warning: 'warn', info: 'info' } as const

/** What is wrong with the configuration, a line each; `holdfast check` says it at length. */
export function tellDiagnostics(configuration: Configuration, logger: Logger): void {
  for (const diagnostic of configuration.diagnostics) {
    const { severity, file, line, column, message, code, holdfast } = diagnostic
    const consequence = holdfast === undefined ? '' : ` (Holdfast: ${holdfast})`
    logger[levels[severity]](`${file}:${line}:${column}: ${message} [${code}]${consequence}`)
  }
  const errors = errorsOf(configuration).length
  if (errors > 0) {
    const what = errors === 1 ? 'an error' : `${errors} errors`
    logger.warn(`the configuration has ${what}: the rest of it is run. \`holdfast check\` explains`)
  }
}

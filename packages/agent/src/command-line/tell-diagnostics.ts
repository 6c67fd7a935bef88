import type { Logger } from '@holdfast/core'
import type { Configuration } from '../running/configuration.js'

const levels = { error: 'error', warning: 'warn', info: 'info' } as const

/** What is wrong with the configuration, a line each; `holdfast check` says it at length. */
export function tellDiagnostics({ diagnostics }: Configuration, logger: Logger): void {
  for (const { severity, file, line, column, message, code, holdfast } of diagnostics) {
    const consequence = holdfast === undefined ? '' : ` (Holdfast: ${holdfast})`
    logger[levels[severity]](`${file}:${line}:${column}: ${message} [${code}]${consequence}`)
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  if (errors > 0) {
    const what = errors === 1 ? 'an error' : `${errors} errors`
    logger.warn(`the configuration has ${what}: the rest of it is run. \`holdfast check\` explains`)
  }
}

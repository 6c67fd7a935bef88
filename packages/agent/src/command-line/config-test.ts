import { appendFileSync, existsSync } from 'node:fs'
import { formatDiagnostic } from '@holdfast/core/config'
import { errorsOf } from '../running/configuration.js'
import type { Configuration } from '../running/configuration.js'
import { configurationReader } from '../running/configuration-reader.js'
import type { RunOptions } from './command.js'
import { configTestCodes } from './exit-codes.js'

export interface ConfigTestOptions {
  readonly options: RunOptions
  /** `-t=FILE`: where it is written, instead of being printed. */
  readonly logFile?: string | undefined
  readonly print: (line: string) => void
}

/** keepalived's `--config-test`: says what is wrong, and ends with keepalived's codes. */
export function configTest({ options, logFile, print }: ConfigTestOptions): number {
  const { file } = options
  const say = logFile === undefined ? print : (line: string) => appendFileSync(logFile, `${line}\n`)
  if (!existsSync(file)) {
    say(`there is no configuration file ${file}`)
    return configTestCodes.cannotRun
  }
  const configuration = configurationReader(options).read({ file })
  const { diagnostics, lines } = configuration
  for (const diagnostic of diagnostics) say(formatDiagnostic(diagnostic, lines))
  return codeOf(configuration)
}

function codeOf(configuration: Configuration): number {
  if (errorsOf(configuration).length > 0) return configTestCodes.faulty
  const isInsecure = configuration.diagnostics.some(({ code }) => code === 'script-security-off')
  return isInsecure ? configTestCodes.insecureScripts : configTestCodes.clean
}

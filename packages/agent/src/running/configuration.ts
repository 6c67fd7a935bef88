import { ConfigError } from '@holdfast/core'
import type { Diagnostic, LineSource } from '@holdfast/core/config'
import type { KeepalivedConfiguration } from '../configuration/model.js'

/** Where a configuration comes from: the text of a keepalived.conf, its file, or the object. */
export type ConfigurationSource = string | { readonly file: string } | KeepalivedConfiguration

/** A configuration that was read, and what there is to say about it. */
export interface Configuration {
  /** What could be read: everything that is faulty is left out. */
  readonly value: KeepalivedConfiguration
  readonly diagnostics: readonly Diagnostic[]
  /** For `formatDiagnostic`. */
  readonly lines?: LineSource
}

export interface ConfigurationReader {
  read(source: ConfigurationSource): Configuration
}

export function errorsOf({ diagnostics }: Configuration): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error')
}

/** @throws ConfigError that lists every error; warnings are none. */
export function refuseFaulty(configuration: Configuration): void {
  const errors = errorsOf(configuration)
  if (errors.length === 0) return
  throw new ConfigError(
    'the configuration',
    errors.map(({ code, message, hint, file, line, column }) => ({
      ...{ path: `${file}:${line}`, message: `${message} [${code}]`, file, line, column },
      ...(hint === undefined ? {} : { hint }),
    })),
  )
}

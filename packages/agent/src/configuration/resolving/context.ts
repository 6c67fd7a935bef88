import { describe } from '@holdfast/core/config'
import type { Details, Diagnostic, Span } from '@holdfast/core/config'
import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import { configurationCodes } from '../configuration-codes.js'
import type { ConfigurationCode } from '../configuration-codes.js'
import type { DerivedPlaces } from '../derived-places.js'
import type { KeepalivedConfiguration } from '../model.js'
import { spanAt } from '../span-at.js'

/** What is known while a configuration is resolved. */
export interface ResolveContext {
  /** As it was read. */
  readonly written: KeepalivedConfiguration
  readonly places: DerivedPlaces
  /** Says it at the last line of the field, else at the block. */
  readonly report: (code: ConfigurationCode, at: At, message: string, details?: Details) => void
}

/** An object, and perhaps a field of it. */
export type At = readonly [value: object, field?: string]

/** One rule of instances: gives the instance as it is kept, or undefined to remove it. */
export type InstanceRule = (
  instance: InstanceBlock,
  context: ResolveContext,
) => InstanceBlock | undefined

/** Nobody reads more of them. */
const mostFound = 2000

export function createContext(
  written: KeepalivedConfiguration,
  places: DerivedPlaces,
  mainFile: string,
  found: Diagnostic[],
): ResolveContext {
  const said = new Set<string>()
  const start: Span = { file: mainFile, line: 1, column: 1, endColumn: 2 }
  return {
    written,
    places,
    report(code, [value, field], message, details) {
      const span = spanAt(places, value, field) ?? start
      // A line that a sequence repeats says the same each time.
      const key = `${code} ${span.file}:${span.line}:${span.column} ${message}`
      if (said.has(key) || said.size >= mostFound) return
      said.add(key)
      found.push(describe(configurationCodes, code, span, message, details))
    },
  }
}

import { inReadingOrder, loadConfiguration } from '@holdfast/core/config'
import type {
  Diagnostic,
  FileReader,
  Limits,
  LineSource,
  Places,
  Surroundings,
} from '@holdfast/core/config'
import { configurationTable } from './configuration-table.js'
import { DerivedPlaces } from './derived-places.js'
import type { KeepalivedConfiguration } from './model.js'
import { noticeNotDone } from './not-done.js'
import { createContext } from './resolving/context.js'
import { resolveConfiguration } from './resolving/resolve-configuration.js'

/** What to load, and what its conditions and parameters may ask for. */
export interface LoadKeepalivedOptions extends Surroundings {
  /** The path of the main file, as the reader knows it. */
  readonly file: string
  readonly reader: FileReader
  readonly limits?: Partial<Limits>
}

export interface LoadedKeepalivedConfiguration {
  /** What keepalived would have kept; whatever is missing from the file is said in `diagnostics`. */
  readonly configuration: KeepalivedConfiguration
  /** The same before references were followed and contradictions were removed. */
  readonly written: KeepalivedConfiguration
  /** In reading order. */
  readonly diagnostics: readonly Diagnostic[]
  /** Where each property of each object of both configurations was written. */
  readonly places: Places
  /** The lines of the files that were read, for `formatDiagnostic`. */
  readonly lines: LineSource
  /** The files that were read, the main file first. */
  readonly files: readonly string[]
}

/** Reads a keepalived.conf with all that it includes. Never throws, whatever the bytes are. */
export function loadKeepalivedConfiguration(
  options: LoadKeepalivedOptions,
): LoadedKeepalivedConfiguration {
  const { file, reader, limits, ...surroundings } = options
  const loaded = loadConfiguration({
    file,
    reader,
    definition: configurationTable,
    surroundings,
    ...(limits === undefined ? {} : { limits }),
  })
  const places = new DerivedPlaces(loaded.places)
  const found: Diagnostic[] = []
  const context = createContext(loaded.value, places, file, found)
  const configuration = resolveConfiguration(context)
  return {
    configuration,
    written: loaded.value,
    diagnostics: inReadingOrder([
      ...loaded.diagnostics,
      ...noticeNotDone(loaded.statements),
      ...found,
    ]),
    places,
    lines: loaded.lines,
    files: loaded.files,
  }
}

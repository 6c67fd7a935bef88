import { inReadingOrder } from '@holdfast/core/config'
import type {
  Diagnostic,
  FileReader,
  LineSource,
  Places,
  Surroundings,
} from '@holdfast/core/config'
import { loadKeepalivedConfiguration } from '../configuration/load-keepalived-configuration.js'
import type { KeepalivedConfiguration } from '../configuration/model.js'
import { gatherFacts } from '../lint/facts/gather-facts.js'
import type { HostLook } from '../lint/facts/gather-facts.js'
import { noFacts } from '../lint/facts/host-facts.js'
import { findMistakes } from '../lint/mistakes/find-mistakes.js'

/** Where configurations are read, and what is known of the machine that they are for. */
export interface LoadWorld {
  readonly reader: FileReader
  readonly surroundings: Surroundings
  /** A look at this machine, when the files are for it; else nothing is said about it. */
  readonly host?: HostLook
}

/** A file with everything there is to say about it alone. */
export interface CheckedFile {
  /** What keepalived would have kept of it. */
  readonly configuration: KeepalivedConfiguration
  readonly places: Places
  readonly lines: LineSource
  /** In reading order. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a file and looks for mistakes. Never throws, whatever the bytes are. */
export async function loadFile(file: string, world: LoadWorld): Promise<CheckedFile> {
  const { reader, surroundings, host } = world
  const loaded = loadKeepalivedConfiguration({ file, reader, ...surroundings })
  const { configuration, written, places, lines } = loaded
  const facts = host === undefined ? noFacts : await gatherFacts(written, host)
  // Advice is about what was written, also where keepalived would not heed it.
  const mistakes = findMistakes({ configuration: written, places, facts })
  const diagnostics = inReadingOrder([...loaded.diagnostics, ...mistakes])
  return { configuration, places, lines, diagnostics }
}

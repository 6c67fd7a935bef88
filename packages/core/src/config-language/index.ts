/**
 * keepalived's configuration language: lexer, preprocessor, parser, located diagnostics, typed
 * keyword tables and a writer. Which keywords there are is said by the packages that own them.
 *
 * @packageDocumentation
 */
export { ipAddress, ipPrefix } from './address-values.js'
export { defaultLimits } from './budget.js'
export type { Limits } from './budget.js'
export { commandValue } from './command-value.js'
export type { Command } from './command-value.js'
export { languageCodes } from './diagnostic-codes.js'
export type { LanguageCode } from './diagnostic-codes.js'
export { describe, exitCodeOf, inReadingOrder } from './diagnostic.js'
export type {
  Details,
  Diagnostic,
  DiagnosticCode,
  DiagnosticCodes,
  DiagnosticSink,
  Severity,
} from './diagnostic.js'
export { block, blocks, flag, header, lines, value, values } from './fields.js'
export type { Keywords } from './fields.js'
export { memoryFiles } from './file-reader.js'
export type { FileContent, FileFailure, FileReader } from './file-reader.js'
export { diagnosticToJson, formatDiagnostic } from './format-diagnostic.js'
export type { LineSource } from './format-diagnostic.js'
export type { BlockDefinition, BlockShape, Field, NotedKeyword, Table } from './keyword-table.js'
export { loadConfiguration } from './load-configuration.js'
export type { LoadOptions, LoadedConfiguration } from './load-configuration.js'
export type { MappedText, Place, Span } from './mapped-text.js'
export { integer, seconds } from './number-values.js'
export type { NumberRange } from './number-values.js'
export type { Surroundings } from './parameters.js'
export { splitQuoted } from './quoted-text.js'
export type { QuotedText } from './quoted-text.js'
export type { HintFor, Places, Scope } from './scope.js'
export { didYouMean } from './suggestion.js'
export type { Block, Statement, Word } from './syntax-tree.js'
export type { TextWriter } from './text-writer.js'
export { readValue, readWords } from './value-grammar.js'
export type { ValueGrammar, WordReader } from './value-grammar.js'
export { booleanValue, interfaceName, oneOf, restOfLine, word } from './word-values.js'
export { writeConfiguration } from './write-configuration.js'
export { isWritable, writeWord } from './written-word.js'

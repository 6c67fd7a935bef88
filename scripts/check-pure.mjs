// Compiles the files of tsconfig.pure.json without any ambient types, so that setTimeout, Buffer,
// process or performance in a pure file is a compile error. Plain tsc would also report the files
// that these import (an index exports the system clock too); only the listed ones must be pure.
import { dirname } from 'node:path'
import ts from 'typescript'

const configFile = 'tsconfig.pure.json'
const { config, error } = ts.readConfigFile(configFile, ts.sys.readFile)
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
  config,
  ts.sys,
  dirname(configFile),
)
const program = ts.createProgram(fileNames, options)
const pure = fileNames.flatMap((name) => program.getSourceFile(name) ?? [])
const diagnostics = [
  ...(error === undefined ? [] : [error]),
  ...errors,
  ...program.getGlobalDiagnostics(),
  ...pure.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]),
]

if (diagnostics.length > 0) {
  console.error(
    ts.formatDiagnosticsWithColorAndContext(diagnostics, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: ts.sys.getCurrentDirectory,
      getNewLine: () => '\n',
    }),
  )
  process.exitCode = 1
}

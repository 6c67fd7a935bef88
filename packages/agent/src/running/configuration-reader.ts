import { hostname } from 'node:os'
import { memoryFiles } from '@holdfast/core/config'
import type { FileReader } from '@holdfast/core/config'
import { loadKeepalivedConfiguration } from '../configuration/load-keepalived-configuration.js'
import type { Configuration, ConfigurationReader, ConfigurationSource } from './configuration.js'
import { refuseFaulty } from './configuration.js'
import { nodeFiles } from './node-files.js'

export interface ReaderOptions {
  readonly configId?: string
  readonly files?: FileReader
  readonly strict?: boolean
}

/** What a text is called in messages. */
const nameOfText = 'keepalived.conf'

/** Reads a configuration wherever it comes from; relative includes of a text begin in its folder. */
export function configurationReader(options: ReaderOptions): ConfigurationReader {
  const { configId = shortHostName(), files = nodeFiles, strict = false } = options
  const load = (file: string, reader: FileReader): Configuration => {
    const { configuration, diagnostics, lines } = loadKeepalivedConfiguration({
      ...{ file, reader, configId },
      random: Math.random,
      environment: process.env,
    })
    return { value: configuration, diagnostics, lines }
  }
  const read = (source: ConfigurationSource): Configuration => {
    if (typeof source === 'string') return load(nameOfText, withText(source, files))
    if ('file' in source) return load(source.file, files)
    return { value: source, diagnostics: [] }
  }
  return {
    read(source) {
      const configuration = read(source)
      if (strict) refuseFaulty(configuration)
      return configuration
    },
  }
}

function withText(text: string, files: FileReader): FileReader {
  const own = memoryFiles({ [nameOfText]: text })
  return {
    read: (path) => (path === nameOfText ? own.read(path) : files.read(path)),
    list: (directory) => files.list(directory),
  }
}

function shortHostName(): string {
  return hostname().split('.')[0] ?? ''
}

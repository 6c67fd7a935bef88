import { memoryFiles } from '@holdfast/core/config'
import type { FileReader } from '@holdfast/core/config'
import { loadKeepalivedConfiguration } from '../configuration/load-keepalived-configuration.js'
import type { KeepalivedConfiguration } from '../configuration/model.js'
import type { Configuration, ConfigurationReader, ConfigurationSource } from './configuration.js'
import { refuseFaulty } from './configuration.js'
import { nodeFiles } from './node-files.js'
import { systemSurroundings } from './system-surroundings.js'

export interface ReaderOptions {
  readonly configId?: string
  readonly files?: FileReader
  readonly strict?: boolean
  /** What of it is run; both or neither: all of it. */
  readonly vrrpOnly?: boolean
  readonly serversOnly?: boolean
}

/** What a text is called in messages. */
const nameOfText = 'keepalived.conf'

/** Reads a configuration wherever it comes from; relative includes of a text begin in its folder. */
export function configurationReader(options: ReaderOptions): ConfigurationReader {
  const { configId, files = nodeFiles, strict = false, vrrpOnly, serversOnly } = options
  const part = vrrpOnly === serversOnly ? 'all' : vrrpOnly === true ? 'vrrp' : 'servers'
  const surroundings = systemSurroundings(configId)
  const load = (file: string, reader: FileReader): Configuration => {
    const { configuration, diagnostics, lines } = loadKeepalivedConfiguration({
      ...{ file, reader },
      ...surroundings,
    })
    return { value: partOf(configuration, part), diagnostics, lines }
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

/** keepalived's `-P` and `-C`. */
function partOf(
  configuration: KeepalivedConfiguration,
  part: 'all' | 'vrrp' | 'servers',
): KeepalivedConfiguration {
  if (part === 'all') return configuration
  const none: readonly never[] = []
  if (part === 'vrrp') return { ...configuration, virtualServers: none }
  return {
    ...configuration,
    ...{ instances: none, syncGroups: none },
    ...{ staticAddresses: none, staticRoutes: none, staticRules: none },
  }
}

function withText(text: string, files: FileReader): FileReader {
  const own = memoryFiles({ [nameOfText]: text })
  return {
    read: (path) => (path === nameOfText ? own.read(path) : files.read(path)),
    list: (directory) => files.list(directory),
  }
}

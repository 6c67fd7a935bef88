import { memoryFiles } from '@holdfast/core/config'
import { loadKeepalivedConfiguration } from '../load-keepalived-configuration.js'
import type { LoadedKeepalivedConfiguration } from '../load-keepalived-configuration.js'

/** Loads the text of a keepalived.conf as the file a.conf of a host without surprises. */
export function loadFromText(text: string): LoadedKeepalivedConfiguration {
  return loadKeepalivedConfiguration({
    file: 'a.conf',
    reader: memoryFiles({ 'a.conf': text }),
    configId: 'lb01',
    random: () => 0,
  })
}

import { memoryFiles } from '@holdfast/core/config'
import { loadKeepalivedConfiguration } from '../../configuration/load-keepalived-configuration.js'
import { noFacts } from '../facts/host-facts.js'
import type { HostFacts } from '../facts/host-facts.js'
import type { Subject } from '../mistakes/mistake.js'

/** What rules look at, from the text of a keepalived.conf. */
export function loadText(text: string, facts: HostFacts = noFacts): Subject {
  const { written, places } = loadKeepalivedConfiguration({
    file: 'a.conf',
    reader: memoryFiles({ 'a.conf': text }),
    configId: 'main',
    random: () => 0,
  })
  return { configuration: written, places, facts }
}

import { loadFromText } from '../../configuration/testing/load-from-text.js'
import { noFacts } from '../facts/host-facts.js'
import type { HostFacts } from '../facts/host-facts.js'
import type { Subject } from '../mistakes/mistake.js'

/** What rules look at, from the text of a keepalived.conf. */
export function loadText(text: string, facts: HostFacts = noFacts): Subject {
  const { written, places } = loadFromText(text)
  return { configuration: written, places, facts }
}

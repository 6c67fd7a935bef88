import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'

/** What the others cannot have looked at. */
export function examineConfiguration({ file, errorCount, facts }: Subject): readonly Finding[] {
  const errors = errorCount === 1 ? 'an error' : `${errorCount} errors`
  return [
    ...(errorCount === 0
      ? []
      : [found('configuration-faulty', `${file} has ${errors}`, `holdfast check ${file}`)]),
    ...facts.blindSpots.map((spot) => found('not-examined', spot)),
  ]
}

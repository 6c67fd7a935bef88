import type { Diagnostic } from '@holdfast/core/config'
import type { TrackKeywords, TrackReference } from '@holdfast/vrrp/keywords'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

interface Kind {
  readonly field: keyof TrackKeywords
  readonly keyword: string
  readonly defined: readonly { readonly name: string }[]
}

/** Checks that are defined and never used. */
export function notTracked(subject: Subject): readonly Diagnostic[] {
  const { instances = [], syncGroups = [], virtualServers = [] } = subject.configuration
  const { scripts = [], processes = [], files = [] } = subject.configuration
  const trackers: readonly TrackKeywords[] = [...instances, ...syncGroups]
  const servers = virtualServers.flatMap(({ realServers = [] }) => realServers)
  const checked = servers.flatMap(({ fileChecks = [] }) => fileChecks.map((each) => each.trackFile))
  const kinds: readonly Kind[] = [
    { field: 'trackScripts', keyword: 'track_script', defined: scripts },
    { field: 'trackProcesses', keyword: 'track_process', defined: processes },
    { field: 'trackFiles', keyword: 'track_file', defined: files },
  ]
  return kinds.flatMap(({ field, keyword, defined }) => {
    const references: readonly TrackReference[] = trackers.flatMap((each) => each[field] ?? [])
    const used = new Set([
      ...references.map(({ name }) => name),
      ...(field === 'trackFiles' ? checked : []),
    ])
    return defined
      .filter(({ name }) => !used.has(name))
      .map((tracker) => {
        const message = `nobody tracks \`${tracker.name}\`: it is never looked at`
        const hint = `write \`${keyword} { ${tracker.name} }\` into a \`vrrp_instance\``
        return mistakeAt(subject, 'tracker-not-tracked', [tracker], message, { hint })
      })
  })
}

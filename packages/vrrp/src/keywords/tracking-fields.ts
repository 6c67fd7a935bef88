import { integer, lines, word } from '@holdfast/core/config'
import type { Field, ValueGrammar } from '@holdfast/core/config'
import { mark, option, readOptions, writeOptions } from './line-options.js'
import type { LineOptions } from './line-options.js'
import type { TrackKeywords, TrackReference } from './model.js'

/** `NAME [weight N] [reverse|noreverse]` (rule 96). */
export function trackReference(most: number, syntax: string): ValueGrammar<TrackReference> {
  const name = word(syntax)
  const options: LineOptions<TrackReference> = {
    weight: option('weight', integer({ min: -most, max: most })),
    reverse: mark({ reverse: true, noreverse: false }),
  }
  return {
    syntax: `${syntax} [weight N [reverse|noreverse]]`,
    read(words) {
      const read = name.read(words)
      if (read === undefined) return undefined
      const reading = { options, isStrict: false, what: 'tracker' }
      return readOptions<TrackReference>(words, { name: read }, reading) as TrackReference
    },
    write: (line) => [...name.write(line.name), ...writeOptions(line, options)],
  }
}

/** `track_...`, in instances and sync groups. */
export const trackingFields: {
  readonly [Name in keyof TrackKeywords]-?: Field<NonNullable<TrackKeywords[Name]>>
} = {
  trackInterfaces: lines('track_interface', trackReference(253, 'INTERFACE')),
  trackScripts: lines('track_script', trackReference(253, 'SCRIPT')),
  trackFiles: lines('track_file', trackReference(254, 'FILE')),
  trackProcesses: lines('track_process', trackReference(254, 'PROCESS')),
}

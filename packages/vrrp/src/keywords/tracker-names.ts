import type { TrackKeywords } from './model.js'

/** What a tracker looks at. */
export type TrackerSource = 'interface' | 'script' | 'process' | 'file'

interface Named {
  readonly name: string
}

/** Everything in a configuration that may be tracked by name. */
export interface TrackedNames {
  readonly scripts?: readonly Named[]
  readonly processes?: readonly Named[]
  readonly files?: readonly Named[]
  readonly instances?: readonly TrackKeywords[]
  readonly syncGroups?: readonly TrackKeywords[]
}

type Holder = (names: TrackedNames, name: string) => boolean

const holders: readonly (readonly [source: TrackerSource, holds: Holder])[] = [
  [
    'interface',
    ({ instances = [], syncGroups = [] }, name) =>
      [...instances, ...syncGroups].some(({ trackInterfaces }) => has(trackInterfaces, name)),
  ],
  ['script', ({ scripts }, name) => has(scripts, name)],
  ['process', ({ processes }, name) => has(processes, name)],
]

/**
 * What the tracker is called in a `VrrpConfig`, where every tracker has a name of its own: as in the
 * file, unless something of another kind is called the same there.
 */
export function trackerNameOf(source: TrackerSource, name: string, names: TrackedNames): string {
  const own = holders.findIndex(([holder]) => holder === source)
  const before = own < 0 ? holders : holders.slice(0, own)
  return before.some(([, holds]) => holds(names, name)) ? `${name} (${source})` : name
}

function has(all: readonly Named[] | undefined, name: string): boolean {
  return all?.some((each) => each.name === name) === true
}

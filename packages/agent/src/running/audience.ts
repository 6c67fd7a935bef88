import type { VrrpInstance } from '@holdfast/vrrp'

/** Who is told of the results of scripts, processes and files. */
export interface TrackerAudience {
  /** `isRepeated`: a result that was told before; only who does not know any is told it. */
  scriptFinished(name: string, success: boolean, isRepeated?: boolean): void
  fileRead(name: string, content: string, isRepeated?: boolean): void
}

/** The instances that track what is told of. */
export function audienceOf(instances: () => readonly VrrpInstance[]): TrackerAudience {
  const listeners = (
    kind: 'script' | 'file',
    name: string,
    isRepeated: boolean,
  ): readonly VrrpInstance[] =>
    instances().filter((instance) => {
      const { parameters, state } = instance.snapshot()
      const isTracked = parameters.trackers.some((each) => each.kind === kind && each.name === name)
      const known = state.standing.trackers[name]
      const isNews = kind === 'script' ? known?.counter === undefined : known?.verdict === 'unknown'
      return isTracked && (!isRepeated || isNews)
    })
  return {
    scriptFinished(name, success, isRepeated = false) {
      for (const each of listeners('script', name, isRepeated)) each.report(name, success)
    },
    fileRead(name, content, isRepeated = false) {
      for (const each of listeners('file', name, isRepeated)) each.reportFile(name, content)
    },
  }
}

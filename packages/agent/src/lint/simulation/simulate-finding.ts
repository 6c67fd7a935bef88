import type { ClusterCode } from '../cluster/cluster-codes.js'
import type { Finding } from '../cluster/finding.js'
import {
  addressIsGone,
  masterAtOnce,
  movesInVain,
  movesTwice,
  nobodyTakesOver,
  otherIsMaster,
  staysMaster,
  waitsAsLearned,
} from './election-stories.js'
import { routersPart } from './group-story.js'
import { splitFromTheStart, splitWhenUnheard } from './split-stories.js'
import { buildStage } from './stage.js'
import type { Stage } from './stage.js'
import type { Verdict } from './verdict.js'

type Story = (stage: Stage, finding: Finding) => Verdict

/** Of one virtual router; that of two has a stage of its own. */
const stories: Readonly<Record<Exclude<ClusterCode, 'different-sync-group'>, Story>> = {
  'different-vrid': splitFromTheStart,
  'different-version': splitFromTheStart,
  'different-interval': splitFromTheStart,
  'learned-interval': waitsAsLearned,
  'different-authentication': splitWhenUnheard,
  'different-transport': splitFromTheStart,
  'different-group': splitFromTheStart,
  'same-source': splitFromTheStart,
  'peer-not-named': splitWhenUnheard,
  'different-addresses': addressIsGone,
  'instance-alone': nobodyTakesOver,
  'equal-priority': masterAtOnce,
  'two-state-master': movesTwice,
  'state-master-is-weaker': otherIsMaster,
  'weight-too-small': staysMaster,
  'nobody-preempts': staysMaster,
  'weight-differs': movesInVain,
}

/** A finding on the stage. */
export interface Simulation extends Verdict {
  /** What happened, one line each, in virtual time. */
  readonly timeline: readonly string[]
}

/** Runs the nodes of a finding through the story that shows the failure it leads to. */
export function simulateFinding(finding: Finding): Simulation {
  const { code, members } = finding
  if (code === 'different-sync-group') {
    const { timeline, ...verdict } = routersPart(finding)
    return { ...verdict, timeline: timeline.split('\n') }
  }
  const stage = buildStage(members, finding.absent)
  const verdict = stories[code](stage, finding)
  return { ...verdict, timeline: stage.cluster.timeline.toString().split('\n') }
}

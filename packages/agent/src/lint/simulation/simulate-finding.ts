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
import { splitFromTheStart, splitWhenUnheard } from './split-stories.js'
import { buildStage } from './stage.js'
import type { Stage } from './stage.js'
import type { Verdict } from './verdict.js'

type Story = (stage: Stage, finding: Finding) => Verdict

const stories: Readonly<Record<ClusterCode, Story>> = {
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
  const stage = buildStage(finding.members)
  const verdict = stories[finding.code](stage, finding)
  return { ...verdict, timeline: stage.cluster.timeline.toString().split('\n') }
}

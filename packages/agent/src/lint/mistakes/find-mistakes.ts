import { inReadingOrder } from '@holdfast/core/config'
import type { Diagnostic } from '@holdfast/core/config'
import type { MistakeRule, Subject } from './mistake.js'
import { notRunnable } from './not-runnable.js'
import { notTracked } from './not-tracked.js'
import { owner } from './owner.js'
import { killall, needsShell } from './script-command.js'
import { longTimeouts, slowScripts } from './script-timing.js'
import { stopsKeepalived } from './stops-keepalived.js'
import { strict } from './strict.js'
import { peerIsSelf, unicastWithoutSource } from './unicast.js'
import { outsideSubnet, sourceIsVip } from './virtual-addresses.js'
import { weights } from './weights.js'

const rules: readonly MistakeRule[] = [
  notRunnable,
  stopsKeepalived,
  needsShell,
  killall,
  slowScripts,
  longTimeouts,
  notTracked,
  weights,
  owner,
  strict,
  outsideSubnet,
  sourceIsVip,
  unicastWithoutSource,
  peerIsSelf,
]

/** What may cause an outage although keepalived has nothing to say; in reading order. */
export function findMistakes(subject: Subject): readonly Diagnostic[] {
  return inReadingOrder(rules.flatMap((rule) => rule(subject)))
}

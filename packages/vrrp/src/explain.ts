import type { FaultReason, HeardRouter, TransitionReason } from './reason.js'
import type { VrrpNote } from './effect.js'
import type { Split } from './split-detector.js'
import type { VrrpStateName } from './state.js'

/** A transition in a sentence: `BACKUP -> MASTER: no advert from 192.0.2.1 (priority 150) for 3609.375 ms`. */
export function explainTransition(
  from: VrrpStateName,
  to: VrrpStateName,
  reason: TransitionReason,
): string {
  return `${from} -> ${to}: ${explainReason(reason)}`
}

export function explainReason(reason: TransitionReason): string {
  switch (reason.kind) {
    case 'started':
      return 'started'
    case 'stopped':
      return 'stopped'
    case 'owner':
      return 'owns the addresses (priority 255)'
    case 'noMaster':
      return `no advert from anybody for ${ms(reason.waitedMs)}${late(reason.lateMs)}`
    case 'masterSilent':
      return `no advert from ${router(reason.master)} for ${ms(reason.silentMs)}${late(reason.lateMs)}`
    case 'masterResigned':
      return `${reason.address} resigned with priority 0${late(reason.lateMs)}`
    case 'preempted':
      return `priority ${reason.ownPriority} preempts ${router(reason.weaker)}`
    case 'strongerAdvert':
      return explainStronger(reason)
    case 'fault':
      return reason.faults.map(explainFault).join(', ')
    case 'faultCleared':
      return 'no fault is left'
    case 'demoted':
      return `demoted by ${reason.by}`
    case 'promoted':
      return `promoted by ${reason.by}`
    case 'claimRevoked':
      return `claim revoked by ${reason.by}`
    case 'suspended':
      return `the machine was suspended for ${ms(reason.forMs)}: listening before speaking`
    case 'group':
      return `${reason.member} of sync group ${reason.group} is not master`
  }
}

export function explainFault(fault: FaultReason): string {
  switch (fault.kind) {
    case 'interface':
      return `interface ${fault.interface} is down`
    case 'sourceAddress':
      return `interface ${fault.interface} has no usable source address`
    case 'unicastPeer':
      return 'there is no unicast peer to speak to'
    case 'tracker':
      return `tracker ${fault.tracker} is down`
    case 'maintenance':
      return `maintenance (${fault.by})`
    case 'group':
      return `${fault.member} of the same sync group is in FAULT`
  }
}

export function explainNote(note: VrrpNote): string {
  switch (note.kind) {
    case 'priorityChanged':
      return `effective priority ${note.from} -> ${note.to}`
    case 'preemptDelayStarted':
      return `${router(note.master)} is left alone for the preempt delay`
    case 'lowerPriorityHeard':
      return `another master is heard: ${router(note.rival)}, ours is ${note.ownPriority}`
    case 'duplicateAddress':
      return `${note.address} speaks with our address and priority: duplicate address or a loop`
    case 'addressContested':
      return `${note.macAddress} announces ${note.address}, which is ours: announcing it again`
    case 'twoOwners':
      return note.lowered
        ? `${note.address} owns the addresses as well: yielding; give one router a priority below 255`
        : `${note.address} owns the addresses as well; give one router a priority below 255`
    case 'addressesHeld':
      return 'all addresses are held'
    case 'addressesFailed':
      return explainFailures('hold', note)
    case 'releaseFailed':
      return explainFailures('release', note)
    case 'routesHeld':
      return 'all routes and rules are there'
    case 'routesFailed':
      return explainRouteFailures('hold', note)
    case 'routesReleaseFailed':
      return explainRouteFailures('release', note)
    case 'claimDenied':
      return note.timedOut ? 'the claim was not answered in time: denied' : 'the claim was denied'
    case 'advertIntervalLearned':
      return `advert interval ${ms(note.fromMs)} -> ${ms(note.toMs)}, learned from ${note.address}`
    case 'wishesMaster':
      return `waits for its sync group to take over: ${explainReason(note.reason)}`
    case 'portMissing':
      return note.port === 'addresses'
        ? 'virtual addresses are configured, but there is no port that could hold them'
        : 'virtual routes and rules are configured, but there is no port for them'
  }
}

export function explainSplit({ kind, rival, cause, forMs }: Split): string {
  const since = `for ${ms(forMs)}`
  return kind === 'confirmed'
    ? `${rival} has been master beside us ${since}: it does not hear our adverts`
    : `${rival} speaks for our virtual router ${since}, but we reject it (${cause}): two masters`
}

function explainStronger(reason: Extract<TransitionReason, { kind: 'strongerAdvert' }>): string {
  const { address, priority, ownAddress, ownPriority } = reason
  if (priority !== ownPriority) {
    return `${address} has priority ${priority}, ours is ${ownPriority}`
  }
  const own = ownAddress ?? 'ours'
  return `${address} has the same priority ${priority} and the higher address (ours is ${own})`
}

function explainFailures(
  verb: 'hold' | 'release',
  note: Extract<VrrpNote, { kind: 'addressesFailed' | 'releaseFailed' }>,
): string {
  const { failures, attempt, retryInMs } = note
  const what = failures.map(({ address, code, message }) =>
    // Messages of Node begin with the code already.
    message.startsWith(code) ? `${address}: ${message}` : `${address} ${code}: ${message}`,
  )
  const next = retryInMs === undefined ? 'giving up' : `trying again in ${ms(retryInMs)}`
  return `cannot ${verb} ${what.join('; ')} (attempt ${attempt}, ${next})`
}

function explainRouteFailures(
  verb: 'hold' | 'release',
  {
    failures,
    attempt,
    retryInMs,
  }: Extract<VrrpNote, { kind: 'routesFailed' | 'routesReleaseFailed' }>,
): string {
  const what = failures.map(({ message }) => message).join('; ')
  const next = retryInMs === undefined ? 'no more tries' : `again in ${ms(retryInMs)}`
  return `attempt ${attempt} to ${verb} routes and rules failed: ${what}; ${next}`
}

function router({ address, priority }: HeardRouter): string {
  return `${address} (priority ${priority})`
}

/** Microseconds are kept, as the timers are exact to them. */
function ms(value: number): string {
  return `${Math.round(value * 1000) / 1000} ms`
}

/** Lateness below a millisecond is the timer's, not worth a word. */
function late(value: number): string {
  return value < 1 ? '' : ` (${ms(value)} late)`
}

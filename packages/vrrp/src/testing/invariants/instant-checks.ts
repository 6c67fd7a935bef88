import { checkCounters } from './counter-check.js'
import type { InstanceModel } from './instance-model.js'
import { ROUNDING_MS } from './violation.js'
import type { Report } from './violation.js'

/** What must hold for an instance of a running node once everything of an instant has happened. */
export function checkAfterInstant(
  model: InstanceModel,
  now: number,
  canSpeak: boolean,
  report: Report,
): void {
  const { member } = model
  if (model.isStale || model.checked !== member.state) {
    if (model.isStandingStale || model.checked?.standing !== member.state.standing) {
      checkStanding(model, now, report)
    }
    model.isStale = false
    model.checked = member.state
    checkTimers(model, now, report)
    checkCounters(model, report)
    setDeadline(model, canSpeak)
  }
  if (now >= model.deadline - ROUNDING_MS) deadlineReached(model, now, canSpeak, report)
}

/** FAULT, INIT and the priority follow from what the process was told (rules 75, 87, 95-109, 140). */
function checkStanding(model: InstanceModel, now: number, report: Report): void {
  model.isStandingStale = false
  const { standing, reading, role, companions } = model
  const shown = model.member.state.standing.effectivePriority
  const priority = standing.priority(reading)
  // An owner that heard another one speaks with 254 until it is master again (rule 82).
  const isLowered = reading.owner && shown === 254
  if (shown !== priority && !isLowered) {
    report('standing', `${model.label} has priority ${shown}, but it should be ${priority}`)
  }
  const isDelayed = now < model.startedAt + reading.startupDelayMs - ROUNDING_MS
  if (role === 'INIT') {
    if (!isDelayed && !standing.isWaiting(reading))
      report('standing', `${model.label} is stuck in INIT`)
    return
  }
  if (isDelayed) report('standing', `${model.label} left INIT before its startup delay was over`)
  const own = standing.fault(reading)
  const others = companions.filter((each) => each !== model && each.role !== 'INIT')
  const shared = others.find((each) => each.standing.fault(each.reading) !== undefined)?.name
  const fault = own ?? shared
  if (fault !== undefined && role !== 'FAULT')
    report('standing', `${model.label} is ${role} despite ${fault}`)
  // Rule 140: a shared fault outlasts members that are still starting.
  const isExcused = companions.some((each) => each.role === 'INIT')
  if (fault === undefined && role === 'FAULT' && !isExcused) {
    report('standing', `${model.label} is in FAULT for no reason`)
  }
}

/** A timer is armed in BACKUP, MASTER and the startup delay, and nowhere else. */
function checkTimers(model: InstanceModel, now: number, report: Report): void {
  const { cohort, state } = model.member
  const { role } = state
  const deadline = cohort.nextDeadline()
  if (role.name !== model.role)
    report('timers', `${model.label} is ${role.name} but told ${model.role}`)
  if (deadline === undefined) {
    const needsTimer = role.name === 'BACKUP' || role.name === 'MASTER'
    if (needsTimer) report('timers', `${model.label} has no timer in ${role.name}`)
    return
  }
  if (!(deadline > now && deadline < Infinity)) {
    report('timers', `${model.label} sleeps over its deadline ${deadline} at ${now}`)
  }
  if (!model.companions.some((each) => mayWait(each, now))) {
    report('timers', `${model.label} has a timer in ${role.name}`)
  }
  if (role.name === 'BACKUP' && (role.masterDownAt === undefined) === (role.claim === undefined)) {
    report('timers', `${model.label} needs either a master-down timer or a claim in BACKUP`)
  }
}

function mayWait({ role, startedAt, reading }: InstanceModel, now: number): boolean {
  if (role === 'BACKUP' || role === 'MASTER') return true
  return role === 'INIT' && now < startedAt + reading.startupDelayMs
}

function setDeadline(model: InstanceModel, canSpeak: boolean): void {
  const { role, reading } = model
  if (role === 'BACKUP') model.deadline = model.listening.dueAt(reading, model.priority)
  else if (role === 'MASTER' && canSpeak) model.deadline = model.advertAt + reading.intervalMs
  else if (role === 'INIT') model.deadline = model.startedAt + reading.startupDelayMs
  else model.deadline = Infinity
}

function deadlineReached(
  model: InstanceModel,
  now: number,
  canSpeak: boolean,
  report: Report,
): void {
  const lateMs = now - model.deadline
  switch (model.role) {
    case 'MASTER':
      if (lateMs > ROUNDING_MS)
        report('advert-interval', `${model.label} owes an advert since ${lateMs} ms`)
      return
    case 'BACKUP':
      if (model.reading.group !== undefined) wish(model, now, canSpeak, report)
      else if (lateMs > ROUNDING_MS)
        report('takeover-time', `${model.label} should be MASTER since ${lateMs} ms`)
      return
    case 'INIT':
      model.isStandingStale = true
      model.isStale = true
      model.deadline = Infinity
      return
    case 'FAULT':
      return
  }
}

/** Rule 139: the group takes over as soon as the last of its members wishes. */
function wish(model: InstanceModel, now: number, canSpeak: boolean, report: Report): void {
  const { companions, listening } = model
  const isLate = companions.every(
    (each) =>
      each.role === 'BACKUP' &&
      each.listening.wishes &&
      each.listening.wishedAt < now - ROUNDING_MS,
  )
  if (isLate)
    report(
      'takeover-time',
      `${model.node.name}: the group ${model.reading.group ?? ''} should be MASTER`,
    )
  if (now < listening.dueAt(model.reading, model.priority) - ROUNDING_MS) return
  listening.wish(now)
  setDeadline(model, canSpeak)
  const all = companions.every((each) => each.role === 'BACKUP' && each.listening.wishes)
  if (all) model.deadline = now
}

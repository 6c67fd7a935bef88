import type { VrrpEffect, VrrpNote } from '../../src/effect.js'
import { nextDeadline } from '../../src/machine.js'
import type { Step } from '../../src/transitions.js'

/** What a step came to, in a line: role, deadline, effects in order. */
export function shown({ state, effects }: Step): string {
  const { role } = state
  const name = role.name === 'INIT' ? `INIT ${role.phase}` : role.name
  const deadline = nextDeadline(state)
  const at = deadline === undefined ? '' : ` @${deadline}`
  return [`${name}${at}`, ...effects.map(shownEffect)].join(' | ')
}

export function shownEffects({ effects }: Step): readonly string[] {
  return effects.map(shownEffect)
}

export function shownEffect(effect: VrrpEffect): string {
  switch (effect.type) {
    case 'sendAdvert':
      return effect.advertIntMs === undefined
        ? `advert ${effect.priority}`
        : `advert ${effect.priority} every ${effect.advertIntMs}`
    case 'holdAddresses': {
      const held = effect.addresses.map(({ address }) => address)
      return held.length === 0 ? 'release' : `hold ${held.join(' ')}`
    }
    case 'holdRoutes': {
      const { routes, rules } = effect.routing
      if (routes.length + rules.length === 0) return 'unroute'
      return `route ${routes.length} routes ${rules.length} rules`
    }
    case 'announce':
      return `announce ${effect.addresses.join(' ')} x${effect.repeat}`
    case 'dropAnnouncements':
      return 'drop'
    case 'askClaim':
      return `ask ${effect.id} until ${effect.deadline}: ${effect.reason.kind}`
    case 'withdrawClaim':
      return `withdraw ${effect.id}`
    case 'note':
      return shownNote(effect.note)
    case 'stateChanged':
      return `${effect.from}>${effect.to}: ${effect.reason.kind}`
  }
}

function shownNote(note: VrrpNote): string {
  switch (note.kind) {
    case 'priorityChanged':
      return `priority ${note.from}>${note.to}`
    case 'addressesFailed':
      return `failed ${note.failures.map(({ address }) => address).join(' ')} #${note.attempt}`
    case 'routesFailed':
    case 'routesReleaseFailed':
      return `${note.kind} ${note.failures.map(({ subject }) => subject).join(', ')} #${note.attempt}`
    case 'claimDenied':
      return `denied ${note.id}${note.timedOut ? ' (timeout)' : ''}`
    case 'twoOwners':
      return note.lowered ? 'twoOwners lowered' : 'twoOwners'
    case 'advertIntervalLearned':
      return `interval ${note.fromMs}>${note.toMs}`
    default:
      return note.kind
  }
}

import type * as Announcing from '../../src/announcing.js'
import type * as Counters from '../../src/counters.js'
import type * as Machine from '../../src/machine.js'
import type * as Groups from '../../src/sync-group.js'
import type * as Tracking from '../../src/tracking.js'
import type * as Transitions from '../../src/transitions.js'
import type * as Decoder from '../../src/wire/decode-advertisement.js'
import type * as Encoder from '../../src/wire/encode-advertisement.js'
import type { Mutant } from './mutant.js'

const transitions = '../../src/transitions.js'
const machine = '../../src/machine.js'

/** Filters what the steps that leave or enter a role want done. */
function withoutEffects(
  original: typeof Transitions,
  isDropped: (effect: Transitions.Step['effects'][number]) => boolean,
): object {
  const filtered = (step: Transitions.Step): Transitions.Step => ({
    state: step.state,
    effects: step.effects.filter((effect) => !isDropped(effect)),
  })
  return {
    ...original,
    toBackup: (...args: Parameters<typeof original.toBackup>) =>
      filtered(original.toBackup(...args)),
    toFault: (...args: Parameters<typeof original.toFault>) => filtered(original.toFault(...args)),
    toInit: (...args: Parameters<typeof original.toInit>) => filtered(original.toInit(...args)),
  }
}

/** What a master and everybody else does: packets, addresses, faults, groups, counters. */
export const otherMutants: readonly Mutant[] = [
  {
    title: 'a master that nobody hears of',
    module: '../../src/announcing.js',
    break: (original: typeof Announcing) => ({ ...original, announce: () => [] }),
    noticed: ['announcements'],
  },
  {
    title: 'addresses that are never released',
    module: transitions,
    break: (original: typeof Transitions) =>
      withoutEffects(
        original,
        (effect) => effect.type === 'holdAddresses' && effect.addresses.length === 0,
      ),
    noticed: ['addresses'],
  },
  {
    title: 'routes that are never released',
    module: transitions,
    break: (original: typeof Transitions) =>
      withoutEffects(original, (effect) => effect.type === 'holdRoutes'),
    noticed: ['routes'],
  },
  {
    title: 'no goodbye',
    module: transitions,
    break: (original: typeof Transitions) =>
      withoutEffects(original, (effect) => effect.type === 'sendAdvert' && effect.priority === 0),
    noticed: ['goodbye'],
  },
  {
    title: 'a goodbye to a stronger master',
    module: transitions,
    break: (original: typeof Transitions) => ({
      ...original,
      toBackup: (...[parameters, state, role, reason]: Parameters<typeof original.toBackup>) =>
        original.toBackup(parameters, state, role, reason, true),
    }),
    noticed: ['goodbye'],
  },
  {
    title: 'announcements that outlive mastership',
    module: transitions,
    break: (original: typeof Transitions) =>
      withoutEffects(original, (effect) => effect.type === 'dropAnnouncements'),
    noticed: ['announcements'],
  },
  {
    title: 'a takeover without an advert',
    module: transitions,
    break: (original: typeof Transitions) => ({
      ...original,
      toMaster: (...args: Parameters<typeof original.toMaster>) => {
        const { state, effects } = original.toMaster(...args)
        return { state, effects: effects.filter(({ type }) => type !== 'sendAdvert') }
      },
    }),
    noticed: ['advert-interval'],
  },
  {
    title: 'an instance that cannot be stopped',
    module: machine,
    break: (original: typeof Machine) => ({
      ...original,
      step: (...[parameters, state, now, input]: Parameters<typeof original.step>) =>
        input.type === 'stopped'
          ? { state, effects: [] }
          : original.step(parameters, state, now, input),
    }),
    noticed: ['standing', 'silence'],
  },
  {
    title: 'a timer in FAULT',
    module: machine,
    break: (original: typeof Machine) => ({
      ...original,
      nextDeadline: (state: Parameters<typeof original.nextDeadline>[0]) =>
        state.role.name === 'FAULT' ? 1e9 : original.nextDeadline(state),
    }),
    noticed: ['timers'],
  },
  {
    title: 'a step that throws',
    module: machine,
    break: (original: typeof Machine) => ({
      ...original,
      step: (...args: Parameters<typeof original.step>) => {
        if (args[3].type === 'maintenanceChanged') throw new Error('not today')
        return original.step(...args)
      },
    }),
    noticed: ['errors'],
  },
  {
    title: 'adverts without a checksum',
    module: '../../src/wire/encode-advertisement.js',
    break: (original: typeof Encoder) => ({
      ...original,
      encodeAdvertisement: (...args: Parameters<typeof original.encodeAdvertisement>) =>
        original.encodeAdvertisement(...args).fill(0, 6, 8),
    }),
    noticed: ['wire'],
  },
  {
    title: 'no startup delay',
    module: machine,
    break: (original: typeof Machine) => ({
      ...original,
      step: (...[parameters, ...rest]: Parameters<typeof original.step>) =>
        original.step({ ...parameters, startupDelayMs: 0 }, ...rest),
    }),
    noticed: ['standing'],
  },
  {
    title: 'trackers that weigh nothing',
    module: '../../src/tracking.js',
    break: (original: typeof Tracking) => ({ ...original, contribution: () => 0 }),
    noticed: ['standing'],
  },
  {
    title: 'trackers that are never a fault',
    module: '../../src/tracking.js',
    break: (original: typeof Tracking) => ({ ...original, isFault: () => false }),
    noticed: ['standing'],
  },
  {
    title: 'checksums that nobody checks',
    module: '../../src/wire/decode-advertisement.js',
    break: (original: typeof Decoder) => ({
      ...original,
      decodeAdvertisement: (
        ...[datagram, expected]: Parameters<typeof original.decodeAdvertisement>
      ) => {
        const verdict = original.decodeAdvertisement(datagram, expected)
        if (verdict.ok || verdict.error.code !== 'checksumError') return verdict
        const payload = datagram.payload.slice()
        new DataView(payload.buffer).setUint16(6, Number(verdict.error.expected))
        return original.decodeAdvertisement({ ...datagram, payload }, expected)
      },
    }),
    noticed: ['bad-packets', 'counters'],
  },
  {
    title: 'a group that leaves a member behind',
    module: '../../src/sync-group.js',
    break: (original: typeof Groups) => ({
      ...original,
      groupStep: (...args: Parameters<typeof original.groupStep>) => {
        const step = original.groupStep(...args)
        const isDesertion = step.demands.some(({ input }) => input.type === 'groupLeftMaster')
        return isDesertion ? { ...step, demands: [] } : step
      },
    }),
    noticed: ['together'],
  },
  {
    title: 'a group that does not share faults',
    module: '../../src/sync-group.js',
    break: (original: typeof Groups) => ({
      ...original,
      groupStep: (...args: Parameters<typeof original.groupStep>) => {
        const step = original.groupStep(...args)
        const isFault = step.demands.some(({ input }) => input.type === 'groupFaultChanged')
        return isFault ? { ...step, demands: [] } : step
      },
    }),
    noticed: ['standing', 'together'],
  },
  {
    title: 'counters that count double',
    module: '../../src/counters.js',
    break: (original: typeof Counters) => ({
      ...original,
      newCounters: () => {
        let count = 0
        return Object.defineProperty(original.newCounters(), 'advertRcvd', {
          get: () => count,
          set: (value: number) => {
            count = value + 1
          },
        })
      },
    }),
    noticed: ['counters'],
  },
]

import type { Invariant } from '@holdfast/vrrp/testing'
import type * as Backup from '../../src/backup.js'
import type * as Counters from '../../src/counters.js'
import type * as Machine from '../../src/machine.js'
import type * as MasterModule from '../../src/master.js'
import type * as Groups from '../../src/sync-group.js'
import type * as Timers from '../../src/timers.js'
import type * as Tracking from '../../src/tracking.js'
import type * as Transitions from '../../src/transitions.js'
import type * as Decoder from '../../src/wire/decode-advertisement.js'
import type * as Encoder from '../../src/wire/encode-advertisement.js'
import { NaiveHostLoop } from './naive-host-loop.js'

/** A module of the machine, how to break it, and who must notice. */
export interface Mutant {
  readonly title: string
  readonly module: string
  readonly break: (original: never) => object
  readonly noticed: readonly Invariant[]
}

const transitions = '../../src/transitions.js'
const backup = '../../src/backup.js'
const master = '../../src/master.js'
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

export const mutants: readonly Mutant[] = [
  {
    title: 'a master that is deaf to stronger adverts',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterHears: (
        ...[parameters, state, now, advert]: Parameters<typeof original.masterHears>
      ) =>
        advert.priority > state.standing.effectivePriority
          ? { state, effects: [] }
          : original.masterHears(parameters, state, now, advert),
    }),
    noticed: ['yields', 'one-master'],
  },
  {
    title: 'a master that yields to weaker adverts',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterHears: (...[parameters, state, now, advert]: Parameters<typeof original.masterHears>) =>
        original.masterHears(parameters, state, now, {
          ...advert,
          priority: advert.priority === 0 ? 0 : 255,
        }),
    }),
    noticed: ['leaves-for-a-reason'],
  },
  {
    title: 'a master that lets goodbyes go unanswered',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterHears: (
        ...[parameters, state, now, advert]: Parameters<typeof original.masterHears>
      ) =>
        advert.priority === 0
          ? { state, effects: [] }
          : original.masterHears(parameters, state, now, advert),
    }),
    noticed: ['answers'],
  },
  {
    title: 'a master that says everything twice',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterTimer: (...args: Parameters<typeof original.masterTimer>) => {
        const { state, effects } = original.masterTimer(...args)
        return { state, effects: [...effects, ...effects] }
      },
    }),
    noticed: ['advert-interval'],
  },
  {
    title: 'a master that slows down',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterTimer: (...[parameters, ...rest]: Parameters<typeof original.masterTimer>) =>
        original.masterTimer(
          { ...parameters, advertIntMs: parameters.advertIntMs * 1.01 },
          ...rest,
        ),
    }),
    noticed: ['advert-interval'],
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
    title: 'a master-down timer that is 1 % late',
    module: transitions,
    break: (original: typeof Transitions) => ({
      ...original,
      masterDownMs: (...args: Parameters<typeof original.masterDownMs>) =>
        original.masterDownMs(...args) * 1.01,
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'a master-down timer that is 1 % early',
    module: transitions,
    break: (original: typeof Transitions) => ({
      ...original,
      masterDownMs: (...args: Parameters<typeof original.masterDownMs>) =>
        original.masterDownMs(...args) * 0.99,
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'no skew',
    module: '../../src/timers.js',
    break: (original: typeof Timers) => ({
      ...original,
      skewMs: () => 0,
      masterDownIntervalMs: (
        ...[, , interval, adverts = 3]: Parameters<typeof original.masterDownIntervalMs>
      ) => adverts * interval,
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'a backup that never takes over',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupTimer: (...[, state]: Parameters<typeof original.backupTimer>) => ({
        state,
        effects: [],
      }),
    }),
    noticed: ['takeover-time', 'some-master'],
  },
  {
    title: 'preemption in spite of nopreempt',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, ...rest]: Parameters<typeof original.backupHears>) =>
        original.backupHears({ ...parameters, preempt: true }, ...rest),
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'no preemption at all',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, ...rest]: Parameters<typeof original.backupHears>) =>
        original.backupHears({ ...parameters, preempt: false }, ...rest),
    }),
    noticed: ['takeover-time', 'right-master'],
  },
  {
    title: 'preemption without its delay',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, ...rest]: Parameters<typeof original.backupHears>) =>
        original.backupHears({ ...parameters, preemptDelayMs: 0 }, ...rest),
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'a backup that learns no interval',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, state, now, advert]: Parameters<typeof original.backupHears>) =>
        original.backupHears(parameters, state, now, {
          ...advert,
          advertIntMs: parameters.advertIntMs,
        }),
    }),
    noticed: ['takeover-time'],
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
  {
    title: 'timers that run before what waited in a stall was read',
    module: '@holdfast/core',
    break: (original: object) => ({ ...original, HostLoop: NaiveHostLoop }),
    noticed: ['takeover-time'],
  },
]
